"""One arena per tier that this machine offers."""

import sys
from pathlib import Path

import pytest
import pytest_asyncio

sys.path.insert(0, str(Path(__file__).parent))

from arena import Arena, Victims

from smallcode_nb.errors import SandboxUnavailable
from smallcode_nb.kernels.sandbox import landlock, tiers
from smallcode_nb.kernels.sandbox.tiers import Tier

#: bubblewrap is also tried as on a Linux that has no Landlock, where mounts must keep kernels apart
TIERS = {"landlock+seccomp": Tier.LANDLOCK, "bwrap": Tier.BWRAP, "bwrap without landlock": Tier.BWRAP}


# a module's and not the session's: what is pretended here must not last beyond these tests
@pytest_asyncio.fixture(scope="module", loop_scope="session", params=TIERS)
async def confined(request):
    tier = TIERS[request.param]
    with pytest.MonkeyPatch.context() as patch:
        if request.param.endswith("without landlock"):
            patch.setattr(landlock, "abi", lambda: 0)
        try:
            tiers.require(tier)
        except SandboxUnavailable as e:
            pytest.skip(str(e))
        arena = Arena(tier)
        yield arena
        await arena.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
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
