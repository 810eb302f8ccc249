"""A copy of live variables in a sealed memory file.

Dumps all of them together, so that what they share stays shared; leaves out, by
name and with the reason, what cannot be copied. Knows nothing about templates.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import types
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import SnapshotError
from . import memory_file
from .pickling import NamespacePickler, reason
from .sampling import fit


@dataclass(frozen=True, slots=True)
class Dump:
    """A sealed memory file, what it leaves out (sentences), its size in bytes and what identifies its content."""

    fd: int
    notes: tuple[str, ...]
    size: int
    digest: str

    def close(self) -> None:
        """Give the memory back once nobody else maps it."""
        os.close(self.fd)


@dataclass(frozen=True, slots=True)
class Parts:
    """Variables written, but not yet copied: the stream, raw views of the live buffers, names, modules, notes."""

    head: memoryview
    buffers: tuple[memoryview, ...]
    names: tuple[str, ...]
    modules: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of stream and buffers."""
        return self.head.nbytes + sum(b.nbytes for b in self.buffers)

    def digest(self) -> str:
        """Equal for equal content. Not for secrets: a checksum at 2 GB/s, the user's own data on both sides."""
        digest = hashlib.sha256(repr((self.names, self.modules)).encode())
        for part in (self.head, *self.buffers):
            digest.update(f"{part.nbytes} {zlib.crc32(part)};".encode())
        return digest.hexdigest()


def take(variables: Mapping[str, object], max_bytes: int, without: Mapping[str, str] | None = None) -> Parts:
    """Write `variables`, at most about `max_bytes` of them; `without` maps names to leave out to reasons."""
    skipped = dict(without or {})
    modules = {n: v.__name__ for n, v in variables.items() if isinstance(v, types.ModuleType) and n not in skipped}
    wanted = {n: v for n, v in variables.items() if n not in modules and n not in skipped}
    wanted, sampled = fit(wanted, max_bytes)
    try:
        head, buffers = _write(wanted.values())
    except Exception:
        bad = _unwritable(wanted)
        skipped.update(bad)
        wanted = {n: v for n, v in wanted.items() if n not in bad}
        head, buffers = _write_again(wanted)
    if variables and not wanted and not modules:
        raise SnapshotError(_left_out(skipped)[0], "Ask with --vars for variables that can be copied.")
    return Parts(head, buffers, tuple(wanted), tuple(modules.items()), (*sampled, *_left_out(skipped)))


def seal(parts: Parts, digest: str = "") -> Dump:
    """Copy everything into a sealed memory file; raises SnapshotError when memory is short."""
    try:
        fd = memory_file.write(parts.head, parts.buffers, parts.names, parts.modules)
    except (OSError, MemoryError) as e:
        raise SnapshotError(
            f"A copy of {parts.size >> 20} MB does not fit into memory ({e}).", "Name fewer variables with --vars."
        ) from e
    return Dump(fd, parts.notes, parts.size, digest)


def _write(values: Iterable[object]) -> tuple[memoryview, tuple[memoryview, ...]]:
    stream = io.BytesIO()
    buffers: list[pickle.PickleBuffer] = []
    pickler = NamespacePickler(stream, buffers)
    for value in values:
        pickler.dump(value)
    return memoryview(stream.getvalue()), tuple(b.raw() for b in buffers)


def _unwritable(variables: Mapping[str, object]) -> dict[str, str]:
    bad = {}
    for name, value in variables.items():
        try:
            _write([value])
        except Exception as e:
            bad[name] = reason(e)
    return bad


def _write_again(variables: Mapping[str, Any]) -> tuple[memoryview, tuple[memoryview, ...]]:
    try:
        return _write(variables.values())
    except Exception as e:
        raise SnapshotError(f"The variables cannot be copied together: {reason(e)}.", "Name fewer with --vars.") from e


def _left_out(skipped: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"`{name}` was left out because it {why}." for name, why in skipped.items())
