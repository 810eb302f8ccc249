"""A candidate that lies about itself changes at most what is said about it, never who says it."""

# ruff: noqa: E501 - an attack is easier to judge on one line; its paths are the attacker's choice

import asyncio
import os
import signal
import time

import pytest
from arena import Attack

from smallcode_nb.agent.types import Job, RunStatus
from smallcode_nb.kernels.driver import drive

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def run(arena, victims, code, deadline_s=3.0):
    return await arena.attack(Attack("lie", code, lambda v, r: False, deadline_s=deadline_s), victims)


@pytest.mark.parametrize(
    "code",
    [
        "os._exit(0)",
        "import atexit\nos._exit(1)",
        "os.kill(os.getpid(), 9)",
        "ctypes.CDLL(None).exit(0)",
    ],
)
async def test_leaving_early_is_not_a_success(code, confined, victims):
    assert (await run(confined, victims, code)).status is RunStatus.DIED


@pytest.mark.parametrize(
    "code",
    [
        "os.closerange(0, 100)",
        "import threading\nfor s in get_ipython().kernel.control_stream, : s.close()\nget_ipython().kernel.iopub_thread.stop()",
        "get_ipython().kernel.shell_channel_thread.stop()\nimport time; time.sleep(60)",
        "get_ipython().kernel.session.key = b'other'",
        "import zmq\nget_ipython().kernel.iopub_socket.io_thread.socket.close()",
    ],
)
async def test_breaking_its_own_channels_ends_the_run_and_never_hangs(code, confined, victims):
    result = await asyncio.wait_for(run(confined, victims, code), 30)
    assert result.status is not RunStatus.OK


async def test_a_forged_reply_does_not_turn_an_error_into_a_value(confined, victims):
    code = """
k = get_ipython().kernel
def forged(*a, **kw): return {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}
k.do_execute = forged
raise ValueError('real')
"""
    result = await run(confined, victims, code)
    assert result.status is RunStatus.ERROR
    assert result.error.ename == "ValueError"


@pytest.mark.parametrize(
    "code",
    [
        "import builtins\nbuiltins.print = builtins.len = builtins.isinstance = None\nx = 1",
        "import json\njson.dumps = lambda *a, **k: 'null'\nx = 1",
        "sys.modules.clear()\nx = 1",
        "class E(type):\n    def __eq__(s, o): return True\n    __hash__ = None\nx = 1\nglobals()['__builtins__'] = {}",
    ],
)
async def test_a_patched_interpreter_harms_itself_only(code, confined, victims):
    await run(confined, victims, code)
    after = await run(confined, victims, "x = len([1, 2])\nprint(x)")
    assert after.status is RunStatus.OK
    assert "2" in repr(after.outputs)


async def test_nothing_that_comes_back_is_ever_unpickled(confined, victims):
    code = """
class Evil:
    def __reduce__(self): return os.system, ('touch ' + VICTIM + '.pwned',)
    def __repr__(self): return 'evil'
x = Evil()
x
"""
    await run(confined, victims, code)
    assert not victims.victim.with_name("diary.txt.pwned").exists()


async def test_a_snapshot_cannot_be_written_by_one_candidate_for_the_next(confined):
    import numpy as np

    snapshot = await confined.source.snapshot({"a": np.zeros(100_000)})
    spoil = "import numpy as np\na[:] = 7\na.base\nprint(a.sum())"
    read = "print(a.sum())"
    texts = []
    for code in (spoil, read):
        kernel = await confined.source.acquire(snapshot)
        texts.append(repr((await drive(kernel, Job(code=code))).outputs))
        await confined.source.release(kernel)
    await confined.source.forget(snapshot)
    assert "700000.0" in texts[0]
    assert "700000.0" not in texts[1]


async def test_the_zygote_can_be_killed_and_the_next_run_works(confined, victims):
    await run(confined, victims, "1")
    zygote = await confined.source._keeper.zygote()
    os.kill(zygote.pid, signal.SIGKILL)  # inside bubblewrap it knows itself by another number
    await asyncio.to_thread(_until_gone, zygote)
    result = await run(confined, victims, "print(6 * 7)")
    assert "42" in repr(result.outputs)


def _until_gone(zygote):
    until = time.monotonic() + 60
    while zygote.alive:
        assert time.monotonic() < until, "the zygote outlived SIGKILL"
        time.sleep(0.01)
