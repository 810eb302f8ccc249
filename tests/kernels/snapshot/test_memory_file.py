"""A sealed file in memory: read as written, changed by nobody."""

import os

import pytest

from smallcode_nb.kernels.snapshot import memory_file

pytestmark = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="memory files are Linux's")


def test_everything_comes_back_and_buffers_are_aligned():
    parts = [memoryview(b"abc"), memoryview(b""), memoryview(bytes(100))]
    fd = memory_file.write(memoryview(b"head"), parts, ("x", "y"), (("np", "numpy"),))
    data, index = memory_file.read(fd)
    os.close(fd)
    assert bytes(data[: index.head]) == b"head"
    assert [bytes(data[o : o + n]) for o, n in index.buffers] == [bytes(p) for p in parts]
    assert all(offset % 64 == 0 for offset, _ in index.buffers)
    assert (index.names, index.modules) == (("x", "y"), (("np", "numpy"),))


def test_who_reads_it_may_write_into_its_own_view_only():
    fd = memory_file.write(memoryview(b"head"), [memoryview(b"abc")], ("x",), ())
    mine, index = memory_file.read(fd)
    start = index.buffers[0][0]
    mine[start] = ord("Z")
    other, _ = memory_file.read(fd)
    assert bytes(other[start : start + 3]) == b"abc"
    with pytest.raises(PermissionError):
        os.write(fd, b"x")
    os.close(fd)


def test_no_descriptor_is_lost_when_memory_is_short(monkeypatch):
    def short(*_):
        raise OSError(28, "No space left on device")

    before = len(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(memory_file, "_put", short)
    with pytest.raises(OSError, match="space"):
        memory_file.write(memoryview(b"head"), [], (), ())
    assert len(os.listdir("/proc/self/fd")) == before
