"""The magics `%%smallcode` and `%smallcode`: thin, and nothing here works on a request."""

from __future__ import annotations

from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class, no_var_expand

from ..errors import SmallCodeError
from .flags import usage
from .session import Session

__all__ = ["SmallCodeMagics"]


@magics_class
class SmallCodeMagics(Magics):
    """Both magics over one session."""

    def __init__(self, shell: Any, session: Session) -> None:
        super().__init__(shell)
        self._session = session

    @no_var_expand
    @cell_magic("smallcode")  # type: ignore[arg-type]  # IPython leaves the decorated method's type open
    def cell(self, line: str, body: str) -> None:
        """%%smallcode [flags] request, more of it below; lines that start with `assert ` are tests."""
        from .cell import answer

        self._guarded(answer, line, body)

    @no_var_expand
    @line_magic("smallcode")  # type: ignore[arg-type]
    def line(self, line: str) -> None:
        """%smallcode status | model | why | last | config | privacy | help, or a request on one line."""
        from .subcommands import dispatch

        self._guarded(dispatch, line)

    cell.__doc__ = f"{cell.__doc__}\n\n{usage()}"  # type: ignore[assignment]  # its type is lost, see above

    def _guarded(self, action: Any, *args: str) -> None:
        """Errors were shown by the action; an interrupt ends the cell well, so that its outputs count."""
        try:
            action(self._session, *args)
        except SmallCodeError as error:
            if self._session.settings.strict:
                raise UsageError(str(error)) from None
        except KeyboardInterrupt:
            print("smallcode: interrupted; nothing was changed.")
