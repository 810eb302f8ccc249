"""Kernels over one snapshot, from real templates of one zygote."""

# ruff: noqa: ASYNC110, ASYNC240 - what a test waits for may block

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from smallcode_nb.kernels.nursery import Nursery
from smallcode_nb.kernels.snapshot import dump

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
]


async def answer(kernel, expression):
    request = kernel.client.execute("", silent=True, user_expressions={"v": expression}, allow_stdin=False)
    while (message := await kernel.client.get_shell_msg(timeout=30))["parent_header"].get("msg_id") != request:
        continue
    return message["content"]["user_expressions"]["v"]["data"]["text/plain"]


async def test_a_kernel_has_the_variables_and_is_handed_out_once(nursery, launcher):
    first, second = await nursery.take(), await nursery.take()
    assert first.process.pid != second.process.pid
    assert await answer(first, "x.append(3) or x") == "[1, 2, 3]"
    assert await answer(second, "x") == "[1, 2]"
    for kernel in (first, second):
        await launcher.end(kernel)


async def test_it_is_ready_once_its_template_is_there(nursery):
    assert not nursery.ready
    assert await nursery.prepare() is await nursery.prepare()
    assert nursery.ready
    assert nursery.notes == ()


async def test_resting_ends_waiting_kernels_and_keeps_the_template(nursery, launcher):
    pool = await nursery.prepare()
    waiting = await asyncio.shield(pool._ahead[0])
    await nursery.rest()
    assert not waiting.alive
    assert nursery.ready
    await launcher.end(await nursery.take())


@pytest.mark.parametrize("ahead", [True, False])
async def test_kernels_come_from_a_new_template_when_the_first_one_was_killed(nursery, launcher, ahead):
    await nursery.prepare()
    template = nursery._template.process
    if ahead:
        await asyncio.shield((await nursery.prepare())._ahead[0])
    os.kill(template.pid, signal.SIGKILL)
    await template.wait()
    kernel = await nursery.take()
    assert await answer(kernel, "x") == "[1, 2]"
    await launcher.end(kernel)


async def test_a_closed_one_gave_everything_back(machinery):
    one = Nursery(dump.seal(dump.take({"x": 1}, 1 << 20)), *machinery)
    await one.prepare()
    template = one._template.process.pid
    await one.close()
    assert not one.ready
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(one.dump.fd)
    while Path(f"/proc/{template}").exists():
        await asyncio.sleep(0.01)
