"""The main program of a plain throwaway kernel: `python boot.py CONFIG CONNECTION_FILE`.

Run by path, in the user's interpreter, before anything of the user's is importable: it sets
the limits and the import path first. Knows nothing about candidates.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def tie_to_parent(parent: int) -> None:
    """Die when the parent does, even by SIGKILL (Linux; elsewhere ipykernel's poller does it within a second)."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes
    import signal

    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)


def limit_memory(megabytes: int) -> None:
    """Make allocations beyond that fail with MemoryError, where the platform can."""
    if not megabytes:
        return
    try:
        import resource
    except ImportError:
        return
    wanted = megabytes * 2**20
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def import_quietly(modules: list[str]) -> None:
    """Import what is there; a missing one is the candidate's business."""
    import contextlib
    import importlib

    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def without_debugger() -> None:
    """Import the kernel without debugpy: 0.1 s and some megabytes less."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    import ipykernel.ipkernel  # noqa: F401

    del sys.modules["debugpy"]


def kernel_config(matplotlib: bool) -> Any:
    """No history, no colours, inline figures."""
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.banner1 = ""
    config.IPKernelApp.exec_lines = ["%matplotlib inline"] if matplotlib else []
    config.IPKernelApp.log_level = 50
    return config


def main(config_file: str, connection_file: str) -> None:
    """Start the kernel; returns when it is shut down."""
    with open(config_file, encoding="utf-8") as file:
        config = json.load(file)
    tie_to_parent(config["parent"])
    limit_memory(config["memory_mb"])
    sys.path[:] = config["path"]
    import_quietly(config["preload"])
    without_debugger()
    from ipykernel.kernelapp import IPKernelApp

    app: Any = IPKernelApp.instance(config=kernel_config("matplotlib.pyplot" in sys.modules))
    app.connection_file = connection_file
    app.initialize([])
    for name in ("exit", "quit"):  # sys.exit's own behaviour: an error, not a kernel that goes away
        app.shell.user_ns.pop(name, None)
    app.start()


if __name__ == "__main__":
    main(*sys.argv[1:3])
