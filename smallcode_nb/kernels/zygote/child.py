"""From a fresh fork to a kernel that waits for its candidate.

Knows the order of the steps, which is what makes them hold: folder and limits,
then files (before any thread exists), then the kernel, then system calls.
"""

from __future__ import annotations

import gc
import os
import tempfile
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..inside import witness
from . import paths, process, view
from .protocol import Ready, Spawn, encode

if TYPE_CHECKING:
    from ..sandbox.cage import Cage
    from .app import ForkedKernelApp


def become_kernel(
    app: ForkedKernelApp, spawn: Spawn, cage: Cage, ready: int, load: Callable[[], tuple[str, ...]] | None
) -> None:
    """Confine this process, serve one candidate, end. Never returns."""
    status = 70
    try:
        _prepare_process(spawn, {ready, *cage.files})
        view.show(cage.confinement.project, cage.confinement.entries)
        paths.look()
        cage.enter(spawn.directory)
        notes = load() if load else ()
        app.bind(spawn.connection, attended=spawn.attended, forks=not cage.confines)
        cage.lock()
        prepared = not spawn.attended and witness.prepared()
        report(ready, Ready(notes=notes, prepared=prepared))
        gc.enable()
        running: Any = app
        running.start()
        status = 0
        running.close()
    except BaseException:
        report(ready, Ready(error=traceback.format_exc(limit=-6)))
    finally:
        os._exit(status)


def _prepare_process(spawn: Spawn, keep: set[int]) -> None:
    # no collection may run before the kernel is up: it would touch, and so copy, every page
    gc.disable()
    process.die_with(os.getppid())
    os.setsid()
    process.detach_streams()
    process.close_files(keep)
    process.reseed()
    work = os.path.join(spawn.directory, "work")
    os.makedirs(work, mode=0o700, exist_ok=True)
    os.chdir(work)
    os.environ.update(HOME=work, TMPDIR=work, USER="smallcode", LOGNAME="smallcode", PWD=work)
    os.environ.update(spawn.environment)
    # found out anew it would cost a file
    tempfile.tempdir = work


def report(pipe: int, ready: Ready) -> None:
    """Say how it went, once; a reader that has gone away is not an error."""
    try:
        os.write(pipe, encode(ready))
        os.close(pipe)
    except OSError:
        return
