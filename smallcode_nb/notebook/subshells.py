"""Letting a page's messages to a widget be handled while the cell that shows it still runs.

Knows how ipykernel routes comm messages; does nothing under a kernel that does it another way.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

__all__ = ["answer_while_busy"]


def answer_while_busy(comm: Any) -> None:
    """Have messages to `comm` handled on the thread their sender names, or else on one of ours, never on the cell's.

    ipykernel 7.4 sends a page's message to the thread that last published on the comm. For a widget made by a
    cell that is the cell's own, which is busy waiting: a click on Stop would be read when there is nothing to stop.
    VS Code's page names no subshell at all.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, named: named or _own_subshell(comm.kernel)


def _own_subshell(kernel: Any) -> str | None:
    """A subshell that no page knows of; called on the shell channel's thread, which alone may make one."""
    with suppress(Exception):  # private in ipykernel: without it a message waits for the cell, as it always did
        manager = kernel.shell_channel_thread.manager
        known = getattr(kernel, "_smallcode_subshell", None)
        if known not in manager.list_subshell():
            kernel._smallcode_subshell = known = manager._create_subshell()
        return str(known)
    return None
