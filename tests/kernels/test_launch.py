"""Kernels started one by one from a template: room for so many, and nothing left of those that are given up."""

import asyncio
import os
import signal
import sys

import pytest

from smallcode_nb.errors import KernelStartFailed

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
]


async def test_whoever_wants_more_than_there_may_be_waits(nursery, machinery):
    settings, keeper, launcher = machinery
    await nursery.rest()
    await nursery.prepare()
    await nursery.rest()
    template = nursery._template
    living = [await launcher.start(template, keeper.root) for _ in range(settings.most)]
    one_more = asyncio.create_task(launcher.start(template, keeper.root))
    await asyncio.sleep(0.1)
    assert not one_more.done()
    await launcher.end(living.pop())
    living.append(await asyncio.wait_for(one_more, 30))
    await asyncio.gather(*map(launcher.end, living))


async def test_a_kernel_that_has_ended_leaves_no_folder_and_no_process(nursery, machinery):
    _, keeper, launcher = machinery
    await nursery.prepare()
    kernel = await launcher.start(nursery._template, keeper.root)
    pid, scratch = kernel.process.pid, kernel.scratch
    assert scratch.is_dir()
    await launcher.end(kernel)
    assert not scratch.parent.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_start_that_fails_gives_its_room_back(nursery, machinery):
    settings, keeper, launcher = machinery
    await nursery.prepare()
    await nursery.rest()
    template = nursery._template
    os.kill(template.process.pid, signal.SIGKILL)
    await template.process.wait()
    for _ in range(settings.most + 1):
        with pytest.raises(KernelStartFailed):
            await asyncio.wait_for(launcher.start(template, keeper.root), 30)
    await nursery.prepare()
    await launcher.end(await nursery.take())


async def test_a_start_that_is_given_up_leaves_no_folder(nursery, machinery):
    _, keeper, launcher = machinery
    await nursery.prepare()
    await nursery.rest()
    before = {path.name for path in keeper.root.iterdir()}
    for wait in (0.0, 0.005, 0.02):
        starting = asyncio.create_task(launcher.start(nursery._template, keeper.root))
        await asyncio.sleep(wait)
        starting.cancel()
        for result in await asyncio.gather(starting, return_exceptions=True):
            if not isinstance(result, BaseException):
                await launcher.end(result)
    assert {path.name for path in keeper.root.iterdir()} == before
