"""What every test shares: where the public data sets are, and which environment it runs in."""

import os
import subprocess
import sys
from collections.abc import Callable
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


@pytest.fixture
def loaded_by() -> Callable[[str, str], list[str]]:
    """What a script of our own, run in a process of its own, has loaded of a package at its end."""

    def run(script: str, package: str) -> list[str]:
        told = f"; import sys; print(*(n for n in sorted(sys.modules) if n.startswith({package!r}) and sys.modules[n]))"
        command = [sys.executable, "-c", script + told]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)  # noqa: S603 - as said
        return done.stdout.split()

    return run
