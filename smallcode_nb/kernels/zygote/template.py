"""A template: a fork of the zygote that holds one snapshot and forks kernels from it.

Knows when the snapshot is loaded and what every kernel inherits; how it is read
is `snapshot/load.py`'s, how a fork becomes a kernel `child.py`'s.
"""

from __future__ import annotations

import gc
import os
import socket
import traceback
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from ..inside import witness
from ..sandbox.cage import Cage
from ..snapshot.load import CannotLoad, load
from . import channel, process
from .child import become_kernel, report
from .protocol import Confinement, Load, Message, Ready, Spawn, decode
from .server import ForkServer, Task

if TYPE_CHECKING:
    from .app import ForkedKernelApp


def run(app: ForkedKernelApp, request: Load, files: tuple[int, ...]) -> None:
    """Load the snapshot, then fork kernels until the control socket closes. Never returns."""
    try:
        _serve(app, request, files)
    finally:
        os._exit(0)


def _serve(app: ForkedKernelApp, request: Load, files: tuple[int, ...]) -> None:
    control_fd, ready, confinement_fd, snapshot = files
    process.die_with(os.getppid())
    process.close_files(set(files))
    try:
        cage = Cage(cast(Confinement, decode(channel.read_all(confinement_fd))))
        read = partial(load, snapshot, app.namespace)
        notes = () if request.lazy else read()
    except CannotLoad as e:
        report(ready, Ready(error=e.args[1], culprit=e.args[0]))
        return
    except BaseException:
        report(ready, Ready(error=traceback.format_exc(limit=-6)))
        return
    serve(app, cage, control_fd, ready, notes, read if request.lazy else None)


def serve(
    app: ForkedKernelApp,
    cage: Cage,
    control_fd: int,
    ready: int,
    notes: tuple[str, ...],
    load: Callable[[], tuple[str, ...]] | None,
) -> None:
    """Say that all is loaded, then fork kernels; each calls `load` where there is one."""
    if load is None:
        witness.note(app.namespace)
    gc.collect()
    gc.freeze()
    report(ready, Ready(threads=process.thread_count(), notes=notes))
    server = ForkServer(socket.socket(fileno=control_fd), partial(_task, app, cage, load))
    task = server.serve()
    if task is not None:
        del server
        task()


def _task(
    app: ForkedKernelApp,
    cage: Cage,
    read: Callable[[], tuple[str, ...]] | None,
    message: Message,
    files: tuple[int, ...],
) -> Task:
    if not isinstance(message, Spawn):
        raise ValueError(f"a template does not know {type(message).__name__}")
    return partial(become_kernel, app, message, cage, files[0], read)
