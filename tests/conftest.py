"""What every test shares: where the public data sets are, and which environment it runs in."""

import os
import sys
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
if _BESIDE.is_dir():
    os.environ.setdefault("SMALLCODE_DATA", str(_BESIDE))
# `make test` run while another environment is active: IPython would warn of it in every shell
if os.environ.get("VIRTUAL_ENV", sys.prefix) != sys.prefix:
    del os.environ["VIRTUAL_ENV"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser tests last: Playwright keeps an event loop running, in which no other asyncio test can start."""
    items.sort(key=lambda item: "/tests/browser/" in item.path.as_posix())
