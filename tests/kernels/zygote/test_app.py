"""What the main program of a forked kernel does differently from ipykernel's, seen from outside."""

import os
import sys

import pytest

from smallcode_nb.agent.types import RunStatus

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
]


@pytest.fixture
def run(ran):
    """Run one candidate over `x = [1, 2]`; what it said comes with it."""

    async def run_one(code, **more):
        result = await ran(code, **more)
        return result, "".join(dict(o.data).get("text/plain", "") for o in result.outputs)

    return run_one


async def test_a_cell_may_await(run):
    result, said = await run("import asyncio\nprint(await asyncio.sleep(0.01, 'slept'))")
    assert result.status is RunStatus.OK, result.error
    assert "slept" in said


async def test_a_cell_that_awaits_for_ever_is_stopped(run):
    result, _ = await run("import asyncio\nawait asyncio.sleep(600)", deadline_s=0.5)
    assert result.status is RunStatus.DEADLINE


async def test_an_error_in_one_request_does_not_abort_the_next(nursery, launcher):
    kernel = await nursery.take()
    kernel.client.execute("1 / 0", stop_on_error=True, allow_stdin=False)
    await kernel.client.get_shell_msg(timeout=20)
    kernel.client.execute("x", allow_stdin=False)
    assert (await kernel.client.get_shell_msg(timeout=20))["content"]["status"] == "ok"
    await launcher.end(kernel)


async def test_it_answers_on_the_control_channel_while_it_is_idle(nursery, launcher):
    kernel = await nursery.take()
    channel = kernel.client.control_channel
    channel.send(kernel.client.session.msg("kernel_info_request"))
    reply = await channel.get_msg(timeout=20)
    assert "kernel subshells" not in reply["content"]["supported_features"]
    await launcher.end(kernel)


async def test_it_runs_few_threads_and_listens_on_no_port(run):
    _, said = await run(
        "import os, threading\nprint(len(os.listdir('/proc/self/task')), sorted(t.name for t in threading.enumerate()))"
    )
    # the one that publishes, and the two of ZeroMQ
    assert said.split()[0] == "4"
    assert "IOPub" in said


async def test_its_environment_names_its_own_folder_only(run):
    _, said = await run("import os\nprint(os.environ['HOME'] == os.getcwd() == os.environ['TMPDIR'])")
    assert "True" in said
    assert os.environ.get("HOME", "") not in said
