"""Attacks the sandbox from inside, once per zygote, to learn what really holds here.

What a kernel version or a configuration promises is not asked: each layer must
stop an attack on victims made for the purpose. Runs in a confined fork.
"""

from __future__ import annotations

import errno
import os
import resource
import socket
import threading
from collections.abc import Callable
from typing import cast

from ..zygote import channel, process
from ..zygote.protocol import Attacked, Confinement, SelfAttack, decode, encode
from .cage import Cage


def attack_from_inside(request: SelfAttack, files: tuple[int, ...]) -> None:
    """Confine this process, try everything, report, end. Never returns."""
    report, confinement_fd = files
    try:
        result = _attack(request, report, confinement_fd)
    except BaseException as e:
        result = Attacked(error=f"{type(e).__name__}: {e}")
    os.write(report, encode(result))
    os._exit(0)


def _attack(request: SelfAttack, report: int, confinement_fd: int) -> Attacked:
    confinement = cast(Confinement, decode(channel.read_all(confinement_fd)))
    process.die_with(os.getppid())
    os.setsid()
    process.close_files({report})
    cage = Cage(confinement)
    cage.enter(request.directory)
    cage.lock()
    return Attacked(tuple(name for name, works in _attacks(request).items() if _succeeds(works)))


def _attacks(request: SelfAttack) -> dict[str, Callable[[], object]]:
    secret, parent = request.secret, os.getppid()
    return {
        "read a file outside": lambda: open(secret, "rb"),
        "list a folder outside": lambda: os.listdir(os.path.dirname(secret)),
        "write a file outside": lambda: open(secret, "ab"),
        "create a file outside": lambda: open(secret + ".new", "xb"),
        "rename a file away": lambda: os.rename(secret, os.path.join(request.directory, "taken")),
        "change a file's mode": lambda: _change_mode(secret),
        "open a network socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "connect to a local port": lambda: socket.create_connection(("127.0.0.1", request.port), timeout=1),
        "send a datagram": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
        "start a process": _fork,
        "start a program": _execute,
        "see another process": lambda: os.pidfd_open(parent),
        "signal another process": lambda: os.kill(parent, 0),
        "read another process's memory": lambda: open(f"/proc/{parent}/mem", "rb"),
        "make a hidden memory file": lambda: os.memfd_create("x"),
        "raise its limits": _raise_limits,
        "be unable to start a thread": _no_threads,
        "be unable to write its own folder": lambda: _raise_unless(not _can_write(request.directory)),
    }


def _succeeds(attack: Callable[[], object]) -> bool:
    try:
        attack()
    except (OSError, ValueError):
        return False
    return True


def _change_mode(path: str) -> None:
    os.chmod(path, 0)
    # the call may pretend success
    _raise_unless(os.stat(path).st_mode & 0o777 == 0)


def _raise_unless(condition: bool) -> None:
    if not condition:
        raise OSError(errno.EPERM, "it held")


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)
    os.wait()


def _execute() -> None:
    try:
        os.execve("/nonexistent", ["x"], {})  # noqa: S606 - the answer tells whether it would be allowed
    except FileNotFoundError:
        return


def _raise_limits() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard + 1, hard + 1))


def _no_threads() -> None:
    try:
        thread = threading.Thread(target=int)
        thread.start()
        thread.join(5)
    except RuntimeError:
        return
    _raise_unless(False)


def _can_write(directory: str) -> bool:
    try:
        with open(os.path.join(directory, "probe"), "w", encoding="ascii"):
            return True
    except OSError:
        return False
