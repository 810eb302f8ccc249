"""The zygote's main program: import everything, then fork templates until its owner is gone.

Started by exec from the user's kernel with a scrubbed environment. Knows the
order of a start; forking is `server.py`'s, a template's life `template.py`'s.
"""

from __future__ import annotations

import gc
import json
import os
import socket
from functools import partial
from typing import Any

from . import channel, pages, paths, process, template
from .app import ForkedKernelApp, configuration
from .preload import preload
from .protocol import Hello, Load, Message, SelfAttack
from .server import ForkServer, Task
from .warm import warm


def main(arguments: str) -> None:
    """Run until the owner is gone; `arguments` is JSON: control, guard, directory, modules."""
    options = json.loads(arguments)
    guard = int(options["guard"])
    os.set_inheritable(guard, False)
    process.hide_memory()
    imported, failed = preload(tuple(options["modules"]))
    kind: Any = ForkedKernelApp
    app: ForkedKernelApp = kind.instance(config=configuration())
    with paths.kept():
        app.prepare(options["directory"])
    warm(app.shell)
    control = socket.socket(fileno=options["control"])
    gc.collect()
    gc.freeze()
    pages.gather()
    channel.send(control, Hello(os.getpid(), process.thread_count(), imported, failed))
    server = ForkServer(control, partial(_task, app), guard)
    task = server.serve()
    if task is not None:
        del server, control
        task()
    os._exit(0)


def _task(app: ForkedKernelApp, message: Message, files: tuple[int, ...]) -> Task:
    if isinstance(message, Load):
        return partial(template.run, app, message, files)
    if isinstance(message, SelfAttack):
        from ..sandbox.probe import attack_from_inside

        return partial(attack_from_inside, message, files)
    raise ValueError(f"a zygote does not know {type(message).__name__}")
