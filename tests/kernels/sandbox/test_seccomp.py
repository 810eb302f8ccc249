"""The filter as Linux takes it: put on a fork of this process."""

import errno
import os
import signal
import socket
import threading

import pytest

from smallcode_nb.kernels.sandbox.seccomp import Filter
from smallcode_nb.kernels.sandbox.syscalls import of_this_machine

pytestmark = pytest.mark.skipif(of_this_machine() is None, reason="there is no filter for this processor")


def refusal(action):
    """The name of the error that an action fails with, "" when it works."""
    try:
        action()
    except OSError as e:
        return errno.errorcode[e.errno]
    return ""


def test_no_socket_and_no_process_is_to_be_had(in_fork):
    def act():
        Filter().install()
        return [refusal(lambda: socket.socket(socket.AF_INET)), refusal(os.fork)]

    assert in_fork(act) == ["EPERM", "EPERM"]


def test_a_filter_made_before_the_fork_knows_the_fork(in_fork):
    made = Filter()
    parent = os.getpid()

    def act():
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        made.install()
        return [refusal(lambda: os.kill(os.getpid(), signal.SIGUSR1)), refusal(lambda: os.kill(parent, 0))]

    assert in_fork(act) == ["", "EPERM"]


def test_threads_that_run_already_are_confined_too(in_fork):
    def act():
        go, found = threading.Event(), []
        thread = threading.Thread(target=lambda: (go.wait(), found.append(refusal(socket.socket))))
        thread.start()
        Filter().install()
        go.set()
        thread.join()
        return found

    assert in_fork(act) == ["EPERM"]


def test_files_and_threads_work_as_before(in_fork, tmp_path):
    def act():
        Filter().install()
        (tmp_path / "file").write_text("text")
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()
        return (tmp_path / "file").read_text()

    assert in_fork(act) == "text"
