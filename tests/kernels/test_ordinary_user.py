"""Kernels start and are confined for an ordinary user as well; run where the suite itself runs as root."""

# ruff: noqa: S603 - setpriv is what gives root's rights up

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smallcode_nb.kernels.sandbox import bubblewrap

NOBODY = "65534"
DROP = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]
SCRIPT = """
import asyncio, os, sys
from smallcode_nb.agent.types import Job
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.forked import ForkedSource, Settings, Tier
CODES = {
    "works": "print(x + 41)",
    "fork": "import os\\nos.fork()",
    "socket": "import socket\\nsocket.socket()",
    "outside": "open('/etc/passwd').read()",
    "signal": f"import os\\nos.kill({os.getpid()}, 0)",
}
async def main():
    assert os.getuid() == 65534
    source = ForkedSource(Settings(tier=Tier(sys.argv[1]), modules=()))
    async with KernelExecutor(source, lambda: {"x": 1}).open() as session:
        for name, code in CODES.items():
            run = await session.run(Job(code=code))
            print(name, run.status, [dict(o.data).get("text/plain") for o in run.outputs])
    await source.close()
asyncio.run(main())
"""

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="this run is an ordinary user's"),
    pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv (util-linux) is not installed"),
]


def environment(home):
    given = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    inherited = ("LD_LIBRARY_PATH", "PYTHONPATH")
    return given | {name: os.environ[name] for name in inherited if name in os.environ}


@pytest.fixture
def home(tmp_path_factory):
    """A home of its own; skips where this Python lies in a folder that only root may enter."""
    place = Path(tmp_path_factory.mktemp("nobody"))
    for folder in (place, *place.parents):
        if folder.is_relative_to(Path(tmp_path_factory.getbasetemp()).parent):
            folder.chmod(0o755)
    os.chown(place, int(NOBODY), int(NOBODY))
    trial = subprocess.run(
        [*DROP, "/bin/sh", "-c", f'"{sys.executable}" -c "import IPython"'], env=environment(place), capture_output=True
    )
    if trial.returncode:
        pytest.skip("this Python lies in a folder that only root may enter")
    return place


@pytest.mark.parametrize("tier", ["landlock+seccomp", "bwrap"])
def test_an_ordinary_users_candidates_run_and_are_confined(tier, home):
    if tier == "bwrap" and bubblewrap.why_not():
        pytest.skip(bubblewrap.why_not())
    done = subprocess.run(
        [*DROP, "/bin/sh", "-c", f'exec "{sys.executable}" -c "$1" {tier}', "sh", SCRIPT],
        env=environment(home), cwd=home, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert said.pop("works").startswith("ok ['42")
    assert all(line == "error []" for line in said.values()), said
