"""The user's own last failing cell, remembered so that `%%smallcode --fix` can be asked about it.

Knows IPython's cell events; knows nothing about repair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import RequestError

if TYPE_CHECKING:
    from ..agent.types import Failure

__all__ = ["LastFailure"]


class LastFailure:
    """Listens to executed cells; a cell that asks smallcode something is none of the user's code."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._cell: tuple[str, BaseException] | None = None
        shell.events.register("post_run_cell", self._note)

    def close(self) -> None:
        """Stop listening; safe to call again."""
        if self._note in self._shell.events.callbacks["post_run_cell"]:
            self._shell.events.unregister("post_run_cell", self._note)

    def take(self) -> Failure:
        """The newest failing cell; raises RequestError when no cell failed since the last one that ran."""
        from ..agent.types import Failure

        if self._cell is None:
            raise RequestError("No cell has failed.", "Run the cell that fails first, then ask with --fix.")
        code, error = self._cell
        return Failure(code, type(error).__name__, str(error))

    def _note(self, result: Any) -> None:
        code = (result.info.raw_cell or "").strip() if result.info else ""
        if not code or code.startswith("%"):
            return
        error = result.error_in_exec or result.error_before_exec
        self._cell = (code, error) if error is not None else None
