"""A fork server in a process of its own, asked over its socket."""

import os
import signal
import time

import pytest

from smallcode_nb.errors import KernelStartFailed
from smallcode_nb.kernels.zygote import channel, waiting
from smallcode_nb.kernels.zygote.link import Link
from smallcode_nb.kernels.zygote.protocol import Connection, Exited, ExitStatus, Load, SelfAttack, Spawn
from smallcode_nb.kernels.zygote.server import ForkServer


def handler(message, files):
    """A fork asked for by Load writes to the file it got and ends with 7; by SelfAttack it waits to be killed."""
    if isinstance(message, Load):
        return lambda: (os.write(files[0], b"here"), os._exit(7))
    if isinstance(message, SelfAttack):
        return lambda: time.sleep(60)
    raise ValueError("not known here")


@pytest.fixture
def server():
    """A link to a server with a single thread, whose number comes with it."""
    ours, theirs = channel.pair()
    child = os.fork()
    if child == 0:
        ours.close()
        task = ForkServer(theirs, handler).serve()
        if task is not None:
            task()
        os._exit(0)
    theirs.close()
    link = Link(ours)
    yield link, child
    link.close()
    os.waitpid(child, 0)


def test_a_fork_gets_the_files_and_its_end_is_known(server):
    link, _ = server
    read, write = os.pipe()
    number, pidfd = link.fork(Load(), (write,))
    os.close(write)
    with open(read, "rb") as pipe:
        assert pipe.read() == b"here"
    assert waiting.has_ended(pidfd, 10)
    assert link.ask(ExitStatus(number))[0] == Exited(7)
    os.close(pidfd)


def test_a_fork_that_was_killed_is_told_apart(server):
    link, _ = server
    number, pidfd = link.fork(SelfAttack("", "", 0), ())
    assert link.ask(ExitStatus(number))[0] == Exited(None)
    signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    assert waiting.has_ended(pidfd, 10)
    assert link.ask(ExitStatus(number))[0] == Exited(-signal.SIGKILL)
    os.close(pidfd)


def test_its_end_is_told_once_and_of_strangers_nothing(server):
    link, _ = server
    number, pidfd = link.fork(SelfAttack("", "", 0), ())
    signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    assert waiting.has_ended(pidfd, 10)
    os.close(pidfd)
    told = [link.ask(ExitStatus(asked))[0] for asked in (number, number, 1)]
    assert told == [Exited(-signal.SIGKILL), Exited(None), Exited(None)]


def test_a_request_it_does_not_know_is_refused_and_the_next_one_served(server):
    link, _ = server
    with pytest.raises(KernelStartFailed, match="not known here"):
        link.ask(Spawn("k", "/nowhere", Connection("/nowhere/s", "key")))
    assert link.ask(ExitStatus(1))[0] == Exited(None)


def test_it_ignores_an_interrupt_meant_for_the_notebook(server):
    link, child = server
    assert link.ask(ExitStatus(1))[0] == Exited(None)
    os.kill(child, signal.SIGINT)
    assert link.ask(ExitStatus(1))[0] == Exited(None)


def test_a_process_with_threads_is_not_forked():
    ours, theirs = channel.pair()
    child = os.fork()
    if child == 0:
        import threading

        ours.close()
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        ForkServer(theirs, handler).serve()
        os._exit(0)
    theirs.close()
    link = Link(ours)
    with pytest.raises(KernelStartFailed, match="2 threads"):
        link.fork(SelfAttack("", "", 0), ())
    link.close()
    os.waitpid(child, 0)
