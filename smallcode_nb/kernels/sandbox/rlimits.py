"""Limits on memory, processor time, file size and descriptors of this process.

Covers what one process can use. It does not bound what many files hold together
(the supervisor watches the folder) nor wall time (the driver's deadline).
"""

from __future__ import annotations

import os
import resource
import signal

from ..zygote.protocol import Limits

_PAGE = resource.getpagesize()


def default_limits() -> Limits:
    """Limits for this machine: a quarter of its memory for each kernel, between half and four gigabytes."""
    quarter = os.sysconf("SC_PHYS_PAGES") * _PAGE // 4
    return Limits(memory_bytes=min(max(quarter, 512 << 20), 4 << 30))


def limit(limits: Limits) -> None:
    """Apply hard limits; memory is counted from what the process already maps."""
    mapped = _mapped_bytes()
    _set("RLIMIT_AS", mapped + limits.memory_bytes)
    _set("RLIMIT_FSIZE", limits.file_bytes)
    _set("RLIMIT_NOFILE", limits.open_files)
    _set("RLIMIT_CORE", 0)
    _set("RLIMIT_MEMLOCK", 0)
    _set("RLIMIT_MSGQUEUE", 0)
    _set("RLIMIT_SIGPENDING", 256)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))
    # a file that grows too large is an error to the candidate, not its end
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def _mapped_bytes() -> int:
    # a file object for text would take longer than all limits together
    statm = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return int(os.read(statm, 256).split()[0]) * _PAGE
    finally:
        os.close(statm)


def _set(name: str, value: int) -> None:
    number = getattr(resource, name, None)
    if number is None:
        return
    hard = resource.getrlimit(number)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(number, (value, value))
