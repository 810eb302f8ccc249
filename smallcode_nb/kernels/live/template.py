"""Forks the notebook's own process into a template, and serves kernels from there.

After the fork nothing of the notebook's kernel is used any more: its sockets are
closed, its objects only read. Knows the order of the steps; what forbids them is
`refusals.py`'s to say.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from ..sandbox.cage import Cage
from ..zygote import channel, process, template
from ..zygote.child import report
from ..zygote.client import Process, Template, Zygote, started
from ..zygote.environment import forkable
from ..zygote.link import Link
from ..zygote.protocol import Confinement, Ready


class LiveTemplate(Template):
    """A template that is this process's own child."""

    def close(self) -> None:
        """End it and every kernel forked from it, and reap it."""
        number = self.process.number
        super().close()
        try:
            os.waitpid(number, 0)
        except ChildProcessError:
            return  # somebody else reaped it


async def fork_here(zygote: Zygote, confinement: Confinement, root: Path, deadline_s: float) -> LiveTemplate:
    """A template that holds everything this process holds; raises KernelStartFailed."""
    ours, theirs = channel.pair()
    read, write = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid == 0:
        _become_template(confinement, root, theirs.detach(), write)
    theirs.close()
    os.close(write)
    link = Link(ours)
    held = Process(pid, os.pidfd_open(pid), link)
    try:
        held, ready = await started(held, read, deadline_s)
    except BaseException:
        link.close()
        await asyncio.to_thread(os.waitpid, pid, 0)
        raise
    return LiveTemplate(zygote, held, link, ready)


def _become_template(confinement: Confinement, root: Path, control: int, ready: int) -> None:
    """Never returns."""
    try:
        process.die_with(os.getppid())
        os.setsid()
        process.reset_signals()
        process.hide_memory()
        process.detach_streams()
        process.close_files({control, ready})
        # the first collection would touch, and so copy, every page
        gc.disable()
        _forget_the_notebooks_kernel()
        os.environ.clear()
        os.environ.update(forkable(root))
        app = _prepared(root)
        template.serve(app, Cage(confinement), control, ready, (), None)
    except BaseException:
        report(ready, Ready(error=traceback.format_exc(limit=-6)))
    finally:
        os._exit(0)


def _forget_the_notebooks_kernel() -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config.configurable import SingletonConfigurable

    asyncio._set_running_loop(None)
    # each kernel makes a loop of its own; one made here would lose its descriptors
    asyncio.set_event_loop_policy(None)
    sys.stdout = sys.__stdout__
    sys.stderr = sys.__stderr__
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    shell: Any = InteractiveShell._instance
    for owner in [*_singletons(SingletonConfigurable)]:
        owner._instance = None
    if shell is not None:
        shell.events.callbacks = {name: [] for name in shell.events.callbacks}


def _singletons(kind: Any) -> set[Any]:
    found = {kind} if "_instance" in vars(kind) else set()
    for child in kind.__subclasses__():
        found |= _singletons(child)
    return found


def _prepared(root: Path) -> Any:
    from ..inside import witness  # noqa: F401 - imported before the forks, not in each of them
    from ..zygote.app import ForkedKernelApp, configuration

    kind: Any = ForkedKernelApp
    app = kind.instance(config=configuration())
    app.prepare(str(root / "ipython"), sys.modules["__main__"])
    return app
