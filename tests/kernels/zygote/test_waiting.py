"""Pipes and pidfds, waited for on the running loop."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from smallcode_nb.errors import KernelStartFailed
from smallcode_nb.kernels.zygote.protocol import Hello, Ready, encode
from smallcode_nb.kernels.zygote.waiting import has_ended, pid_of, readable, report_of


@pytest.fixture
def pipe():
    read, write = os.pipe()
    yield read, write
    for fd in (read, write):
        try:
            os.close(fd)
        except OSError:
            continue


@pytest.fixture
def sleeper():
    """A process that does nothing, and its pidfd."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    pidfd = os.pidfd_open(process.pid)
    yield process, pidfd
    process.kill()
    process.wait()
    os.close(pidfd)


async def test_two_may_wait_for_the_same_descriptor(pipe):
    waiting = asyncio.gather(readable(pipe[0]), readable(pipe[0]))
    await asyncio.sleep(0)
    os.write(pipe[1], b"x")
    await asyncio.wait_for(waiting, 5)


async def test_the_end_of_a_pipe_counts_as_readable(pipe):
    os.close(pipe[1])
    await asyncio.wait_for(readable(pipe[0]), 5)


async def test_a_cancelled_wait_keeps_no_descriptor(pipe):
    before = len(os.listdir("/proc/self/fd"))
    waiting = asyncio.create_task(readable(pipe[0]))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting})
    assert len(os.listdir("/proc/self/fd")) == before


async def test_a_report_is_read_and_its_pipe_closed(pipe):
    os.write(pipe[1], encode(Ready(threads=3, notes=("a note",))))
    assert await report_of(pipe[0], 5) == Ready(threads=3, notes=("a note",))
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(pipe[0])


@pytest.mark.parametrize(("said", "error"), [(b"", "ended while"), (encode(Hello(1, 1)), "something else")])
async def test_a_process_that_says_nothing_or_nonsense_did_not_start(pipe, said, error):
    os.write(pipe[1], said)
    os.close(pipe[1])
    assert error in (await report_of(pipe[0], 5)).error


async def test_a_process_that_takes_too_long_did_not_start(pipe):
    with pytest.raises(KernelStartFailed, match="not ready after 0 s"):
        await report_of(pipe[0], 0.01)


def test_whether_a_process_has_ended_and_within_which_time(sleeper):
    process, pidfd = sleeper
    assert not has_ended(pidfd)
    assert not has_ended(pidfd, 0.01)
    process.send_signal(signal.SIGKILL)
    assert has_ended(pidfd, 10)


def test_the_number_of_a_process_is_read_from_its_descriptor(sleeper):
    process, pidfd = sleeper
    assert pid_of(pidfd, 1) == process.pid
    assert pid_of(-1, 17) == 17
