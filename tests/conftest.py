"""What every test shares: where the public data sets are, and which environment it runs in."""

import os
import sys
from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
if _BESIDE.is_dir():
    os.environ.setdefault("SMALLCODE_DATA", str(_BESIDE))
# `make test` run while another environment is active: IPython would warn of it in every shell
if os.environ.get("VIRTUAL_ENV", sys.prefix) != sys.prefix:
    del os.environ["VIRTUAL_ENV"]
