"""What every test shares: where the public data sets are, and which environment it runs in."""

import os
import signal
import sys
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
if _BESIDE.is_dir():
    os.environ.setdefault("SMALLCODE_DATA", str(_BESIDE))
# `make test` run while another environment is active: IPython would warn of it in every shell
if os.environ.get("VIRTUAL_ENV", sys.prefix) != sys.prefix:
    del os.environ["VIRTUAL_ENV"]


# In whole runs the first signal that Python handled ended pytest: it came on an alternate stack, on which looking up a
# symbol for the first time failed. What leaves the main thread such a stack was not found; the first signal comes here.
_before = signal.signal(signal.SIGUSR1, lambda *_: None)
signal.raise_signal(signal.SIGUSR1)
signal.signal(signal.SIGUSR1, _before)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser tests last: Playwright keeps an event loop running, in which no other asyncio test can start."""
    items.sort(key=lambda item: "/tests/browser/" in item.path.as_posix())
