"""A file in memory that nobody can change once it is sealed.

Layout: the pickle stream, then each buffer at a multiple of 64, then a JSON
index, then 16 bytes that say where the index is. Knows bytes only.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass

_ALIGNMENT = 64
_FOOTER = struct.Struct("<QQ")
_CHUNK = 1 << 30


@dataclass(frozen=True, slots=True)
class Index:
    """What a memory file holds: the stream's length, each buffer's (offset, length), and notes by key."""

    head: int
    buffers: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    modules: tuple[tuple[str, str], ...]


def write(
    head: memoryview, buffers: Sequence[memoryview], names: tuple[str, ...], modules: tuple[tuple[str, str], ...]
) -> int:
    """A sealed descriptor with all of it; raises OSError when memory is short."""
    fd = os.memfd_create("smallcode-snapshot", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        end = _put(fd, head, 0)
        places = []
        for buffer in buffers:
            start = -(-end // _ALIGNMENT) * _ALIGNMENT
            places.append((start, buffer.nbytes))
            end = _put(fd, buffer, start)
        index = json.dumps([head.nbytes, places, names, modules]).encode()
        _put(fd, memoryview(index + _FOOTER.pack(end, len(index))), end)
        fcntl.fcntl(
            fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        )
    except BaseException:
        os.close(fd)
        raise
    return fd


def _put(fd: int, data: memoryview, offset: int) -> int:
    data = data.cast("B") if data.ndim != 1 or data.format != "B" else data
    done = 0
    while done < len(data):
        done += os.pwrite(fd, data[done : done + _CHUNK], offset + done)
    return offset + done


def read(fd: int) -> tuple[memoryview, Index]:
    """The file mapped copy-on-write (changes stay in this process) and its index."""
    size = os.fstat(fd).st_size
    data = memoryview(mmap.mmap(fd, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE))
    start, length = _FOOTER.unpack(data[size - _FOOTER.size :])
    head, places, names, modules = json.loads(bytes(data[start : start + length]))
    index = Index(head, tuple((o, n) for o, n in places), tuple(names), tuple((a, m) for a, m in modules))
    return data, index
