"""One arena per tier that this machine offers."""

import sys
from pathlib import Path

import pytest
import pytest_asyncio

sys.path.insert(0, str(Path(__file__).parent))

from arena import Arena, Victims

from smallcode_nb.errors import SandboxUnavailable
from smallcode_nb.kernels.sandbox import tiers
from smallcode_nb.kernels.sandbox.tiers import Tier


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def confined():
    try:
        tiers.require_platform()
    except SandboxUnavailable as e:
        pytest.skip(str(e))
    arena = Arena(Tier.LANDLOCK)
    yield arena
    await arena.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bare():
    if not sys.platform.startswith("linux"):
        pytest.skip("kernels are forked on Linux only")
    arena = Arena(Tier.NONE)
    yield arena
    await arena.close()


@pytest.fixture
def victims():
    all_of_them = Victims()
    yield all_of_them
    all_of_them.close()
