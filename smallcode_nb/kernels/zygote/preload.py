"""Imports and warms everything a kernel needs, so that forks find it done.

Knows which libraries are wanted; must leave the process with a single thread.
"""

from __future__ import annotations

import importlib
import sys

#: imported lazily by ipykernel and IPython on a kernel's first request
_KERNEL_PARTS = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.iostream",
    "ipykernel.heartbeat",
    "ipykernel.subshell_manager",
    "IPython.core.magics",
    "IPython.core.completer",
    "IPython.core.payloadpage",
    "IPython.core.history",
    "IPython.core.logger",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "matplotlib_inline.backend_inline",
    "zmq.eventloop.zmqstream",
    "tornado.platform.asyncio",
    "tornado.locks",
    "tornado.queues",
    "concurrent.futures.thread",
    "encodings.ascii",
    "encodings.idna",
    "faulthandler",
    "pdb",
    "cloudpickle",
    "smallcode_nb.kernels.snapshot.rebuild",
    "smallcode_nb.kernels.inside.witness",
)


def preload(modules: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Import the kernel's parts, then `modules`; what was and what could not be imported."""
    _import_without_debugger()
    for part in _KERNEL_PARTS:
        _attempt(part)
    done = [_attempt(name) for name in modules]
    imported = tuple(n for n, ok in zip(modules, done, strict=True) if ok)
    return imported, tuple(n for n in modules if n not in imported)


def _import_without_debugger() -> None:
    # debugpy costs more than a whole forked start, and a throwaway kernel is never debugged
    if "debugpy" in sys.modules:
        return
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("ipykernel.debugger")
    finally:
        del sys.modules["debugpy"]


def _attempt(name: str) -> bool:
    try:
        importlib.import_module(name)
    except Exception:  # any library may fail in any way when it is imported
        return False
    return True
