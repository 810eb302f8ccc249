"""A limit on the memory of a process and everything it starts, where the system lets this user set one.

Knows control groups, version 1 and 2. Where there are none to be had, nothing is enforced, and `Cage.enforced`
says so. Knows nothing about what runs inside. Linux only.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cage", "caged"]

_ROOT = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Cage:
    """A control group with a limit; `folder` is None where none could be made."""

    folder: Path | None
    modern: bool = True

    @property
    def enforced(self) -> str:
        """By what the limit holds, "" by nothing."""
        return "" if self.folder is None else "cgroup v2" if self.modern else "cgroup v1"

    def inside(self, command: Sequence[str]) -> list[str]:
        """The command as a process that enters the cage first."""
        if self.folder is None:
            return list(command)
        return ["/bin/sh", "-c", 'echo $$ > "$0" && exec "$@"', str(self.folder / "cgroup.procs"), *command]

    @property
    def killed(self) -> int:
        """Processes the system ended because the limit was reached."""
        if self.folder is None:
            return 0
        text = _read(self.folder / ("memory.events" if self.modern else "memory.oom_control"))
        return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("oom_kill ")), 0)

    @property
    def peak_mb(self) -> float:
        """Highest memory the system charged to it, files that were read included; 0 where it does not tell."""
        if self.folder is None:
            return 0.0
        text = _read(self.folder / ("memory.peak" if self.modern else "memory.max_usage_in_bytes"))
        return round(int(text or 0) / 1e6, 1)


@contextmanager
def caged(limit_bytes: int) -> Iterator[Cage]:
    """A cage of that size; it is taken away afterwards."""
    cage = (_make(limit_bytes) if limit_bytes else None) or Cage(None)
    try:
        yield cage
    finally:
        if cage.folder is not None:
            with suppress(OSError):  # a process may still be ending
                cage.folder.rmdir()


def _make(limit: int) -> Cage | None:
    for modern, folder, name in _places():
        inner = folder / f"smallcode-{os.getpid()}"
        try:
            inner.mkdir()
            (inner / name).write_text(str(limit))
        except OSError:
            with suppress(OSError):
                inner.rmdir()
            continue
        with suppress(OSError):  # no swap, or it is not counted
            (inner / ("memory.swap.max" if modern else "memory.memsw.limit_in_bytes")).write_text(
                "0" if modern else str(limit)
            )
        return Cage(inner, modern)
    return None


def _places() -> Iterator[tuple[bool, Path, str]]:
    """Version 2 or not, this process's own group, the file that holds a group's limit."""
    for line in _read(Path("/proc/self/cgroup")).splitlines():
        number, controllers, own = line.split(":", 2)
        if number == "0" and (_ROOT / "cgroup.controllers").is_file():
            yield True, _ROOT / own.lstrip("/"), "memory.max"
        elif "memory" in controllers.split(","):
            yield False, _ROOT / "memory" / own.lstrip("/"), "memory.limit_in_bytes"
            # inside a container the group's name counts from the container's own root
            yield False, _ROOT / "memory", "memory.limit_in_bytes"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
