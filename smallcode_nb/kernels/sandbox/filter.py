"""Which system calls a throwaway kernel may make.

An allow-list. Covers: network, starting programs and processes, signals and
other access to foreign processes, shared memory, mounts, namespaces, tracing,
kernel modules and keys, by any route into the kernel including foreign ABIs.
Does not cover: which files may be opened (Landlock), how much of anything may be
used (rlimits), faults of the Linux kernel itself.
"""

from __future__ import annotations

import errno

from . import bpf
from .bpf import ALLOW, KILL, Program, refuse
from .syscalls import Calls

#: the first call number that exists on x86-64 for the x32 ABI only
_X32 = 0x40000000
#: calls from here on are young enough that libraries have a fallback for "no such call"
_YOUNG = 424

_CLONE_THREAD = 0x00010000
_PIPE_SIZE, _OWNER, _OWNER_EX, _OWNER_SIGNAL, _LEASE, _NOTIFY = 1031, 8, 15, 10, 1024, 1026
_READ_TERMINAL, _TERMINAL_SIZE, _BYTES_THERE, _NONBLOCKING, _CLOSE_ON_EXEC, _KEEP_ON_EXEC = (
    0x5401, 0x5413, 0x541B, 0x5421, 0x5451, 0x5450,
)  # fmt: skip
_NAME_THREAD, _READ_NAME, _NAME_MEMORY, _READ_BOUND, _READ_SECCOMP, _READ_PRIVILEGES = 15, 16, 0x53564D41, 23, 21, 39
_AF_UNIX, _STREAM, _SEQPACKET, _TYPE_BITS = 1, 1, 5, 0xF

_NO = refuse(errno.EPERM)


def common(calls: Calls) -> Program:
    """The rules that are the same for every process; `own` must follow."""
    program: Program = [
        bpf.load(bpf.ARCHITECTURE),
        bpf.if_equal(calls.audit, 1),
        bpf.give(KILL),
        bpf.load(bpf.NUMBER),
        bpf.unless_at_least(_X32, 1),
        bpf.give(refuse(errno.ENOSYS)),
    ]
    for first, last in bpf.ranges(calls.allowed):
        program += [*bpf.unless_between(first, last, 1), bpf.give(ALLOW)]
    for first, last in bpf.ranges(calls.pretended):
        program += [*bpf.unless_between(first, last, 1), bpf.give(refuse(0))]
    for first, last in bpf.ranges(calls.attributes):
        program += [*bpf.unless_between(first, last, 1), bpf.give(refuse(errno.ENOTSUP))]
    for name, rule in _rules().items():
        program += bpf.case(calls.checked[name], rule)
    return program


def own(calls: Calls, pid: int) -> Program:
    """What follows `common` in the filter of one process: signals to itself, and the answer to all other calls."""
    to_itself = [bpf.load(bpf.low(0)), *bpf.one_of([pid], ALLOW, _NO)]
    return [
        *bpf.case(calls.checked["kill"], to_itself),
        *bpf.case(calls.checked["tgkill"], to_itself),
        bpf.unless_at_least(_YOUNG, 1),
        bpf.give(refuse(errno.ENOSYS)),
        bpf.give(_NO),
    ]


def _rules() -> dict[str, Program]:
    return {
        "clone": [bpf.load(bpf.low(0)), bpf.if_any_bit(_CLONE_THREAD, 1), bpf.give(_NO), bpf.give(ALLOW)],
        # its flags are behind a pointer; libraries fall back to clone
        "clone3": [bpf.give(refuse(errno.ENOSYS))],
        "prlimit64": _only_null(2),
        "sendto": _only_null(4),
        "prctl": [
            bpf.load(bpf.low(0)),
            *bpf.one_of(
                [_NAME_THREAD, _READ_NAME, _NAME_MEMORY, _READ_BOUND, _READ_SECCOMP, _READ_PRIVILEGES], ALLOW, _NO
            ),
        ],
        "fcntl": [
            bpf.load(bpf.low(1)),
            *bpf.one_of([_PIPE_SIZE, _OWNER, _OWNER_EX, _OWNER_SIGNAL, _LEASE, _NOTIFY], _NO, ALLOW),
        ],
        "ioctl": [
            bpf.load(bpf.low(1)),
            *bpf.one_of(
                [_READ_TERMINAL, _TERMINAL_SIZE, _BYTES_THERE, _NONBLOCKING, _CLOSE_ON_EXEC, _KEEP_ON_EXEC],
                ALLOW,
                refuse(errno.ENOTTY),
            ),
        ],
        "socketpair": [
            bpf.load(bpf.low(0)),
            bpf.if_equal(_AF_UNIX, 1),
            bpf.give(_NO),
            bpf.load(bpf.low(1)),
            bpf.mask(_TYPE_BITS),
            *bpf.one_of([_STREAM, _SEQPACKET], ALLOW, _NO),
        ],
    }


def _only_null(argument: int) -> Program:
    return [
        bpf.load(bpf.low(argument)),
        bpf.unless_equal(0, 3),
        bpf.load(bpf.high(argument)),
        bpf.unless_equal(0, 1),
        bpf.give(ALLOW),
        bpf.give(_NO),
    ]
