"""Letting a page's messages to a widget be handled while the cell that shows it still runs.

Knows how ipykernel routes comm messages; does nothing under a kernel that does it another way.
"""

from __future__ import annotations

from typing import Any

__all__ = ["answer_while_busy"]


def answer_while_busy(comm: Any) -> None:
    """Have messages to `comm` handled on the thread their sender names, be it another than the cell's.

    ipykernel 7.4 sends a page's message to the thread that last published on the comm. For a widget made by a
    cell that is the cell's own, which is busy waiting: a click on Stop would be read when there is nothing to stop.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, named: named
