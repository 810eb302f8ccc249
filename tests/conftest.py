"""What every test shares: where the public data sets are."""

import os
from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
if _BESIDE.is_dir():
    os.environ.setdefault("SMALLCODE_DATA", str(_BESIDE))
