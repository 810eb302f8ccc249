"""Messages and descriptors over a socket pair."""

import os

import pytest

from smallcode_nb.kernels.zygote import channel
from smallcode_nb.kernels.zygote.protocol import ExitStatus, Failed


@pytest.fixture
def ends():
    left, right = channel.pair()
    yield left, right
    left.close()
    right.close()


def test_a_message_arrives_with_its_files(ends):
    read, write = os.pipe()
    channel.send(ends[0], ExitStatus(5), (write,))
    os.close(write)
    message, files = channel.receive(ends[1])
    assert message == ExitStatus(5)
    os.write(files[0], b"x")
    assert os.read(read, 1) == b"x"
    channel.close_all([*files, read])


def test_the_end_is_none(ends):
    ends[0].close()
    assert channel.receive(ends[1]) is None


def test_a_message_that_is_too_long_is_not_cut(ends):
    with pytest.raises(ValueError, match="bytes"):
        channel.send(ends[0], Failed("x" * 70_000))


def test_closing_what_is_closed_is_fine():
    read, write = os.pipe()
    channel.close_all([read, write])
    channel.close_all([read, write])


def test_what_is_in_memory_can_be_read_again_and_again():
    fd = channel.in_memory(b"confinement")
    assert channel.read_all(fd) == channel.read_all(fd) == b"confinement"
    os.close(fd)
