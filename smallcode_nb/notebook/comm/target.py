"""The comm target `smallcode`, and one open comm as a channel.

Knows ipykernel's comms and their traps; everything the panel needs is imported when the first page connects.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .cells import Cells

if TYPE_CHECKING:
    from ..session import Session
    from .panel import Panel
    from .protocol import ToPage

__all__ = ["TARGET", "Channel", "Target"]

TARGET = "smallcode"


class Channel:
    """One comm. Sends from any thread; receives on the thread the kernel handles the comm's messages on."""

    def __init__(self, kernel: Any, comm: Any) -> None:
        self._kernel, self._comm = kernel, comm

    def send(self, message: ToPage) -> None:
        """Send a message that answers no cell.

        Not `comm.send`: that takes the running cell's message for the parent, and ipykernel then routes what the
        page says next to that cell's thread, where a stop would wait for the cell to end.
        """
        content = {"comm_id": self._comm.comm_id, "data": message}
        self._kernel.session.send(self._kernel.iopub_socket, "comm_msg", content, ident=self._comm.topic)

    def listen(self, receive: Callable[[object], None], closed: Callable[[], None]) -> None:
        """Have `receive` called with the data of each message.

        Not `comm.on_msg`: before its callback a comm triggers `post_execute`, and on a subshell's thread that would
        show and close the figures of the cell that is running.
        """
        self._comm.handle_msg = lambda message: receive(message["content"].get("data"))
        self._comm.on_close(lambda _: closed())

    def close(self) -> None:
        """Close it on both sides; safe to call again."""
        self._comm.close()


class Target:
    """Registers the comm target of one session; the panel behind it is made when a page first connects."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kernel = getattr(session.shell, "kernel", None)
        self._manager = getattr(self._kernel, "comm_manager", None)
        self._panel: Panel | None = None
        self._cells = Cells(session.shell)
        if self._manager is not None:
            self._manager.register_target(TARGET, self._opened)

    def close(self) -> None:
        """Take the target back and close the comms that are open."""
        if self._manager is not None and self._manager.targets.get(TARGET) == self._opened:
            self._manager.unregister_target(TARGET, self._opened)
        self._cells.close()
        if self._panel is not None:
            self._panel.close()

    def _opened(self, comm: Any, message: Any) -> None:
        from .panel import Panel

        self._panel = self._panel or Panel(self._session, self._kernel, self._cells)
        self._panel.connect(Channel(self._kernel, comm), message["content"].get("data"))
