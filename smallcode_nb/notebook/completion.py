"""Tab completion inside `%smallcode` and `%%smallcode`: flags, their values, subcommands, variables, columns.

Knows IPython's matcher interface, which a kernel's completion uses too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from IPython.core.completer import CompletionContext, SimpleCompletion

from .flags import FLAGS, is_flag
from .namespace import user_variables
from .subcommands import NAMES

if TYPE_CHECKING:
    from .session import Session

__all__ = ["Completion"]

_MAGIC = re.compile(r"\s*%{1,2}smallcode(\s|$)")
_FRAGMENT = re.compile(r"[^\s\"'`,()\[\]=]*$")


class Completion:
    """An IPython matcher for cells that start with one of the magics."""

    matcher_api_version = 2
    matcher_identifier = "smallcode"
    matcher_priority = 100.0

    def __init__(self, session: Session) -> None:
        self.session = session
        self.__qualname__ = "smallcode"

    def __call__(self, context: CompletionContext) -> dict[str, Any]:
        """Offer what fits before the cursor; elsewhere offer nothing and leave the rest to IPython."""
        before = _before_cursor(context)
        first, _, body = before.partition("\n")
        line = first if first.lstrip().startswith("%%") else before.rsplit("\n", 1)[-1]
        if not _MAGIC.match(line):
            return {"completions": [], "suppress": False}
        fragment = _fragment(before)
        words = self._names() if body and first.lstrip().startswith("%%") else self._on_the_line(line, fragment)
        found = [SimpleCompletion(word, type="smallcode") for word in dict.fromkeys(words) if word.startswith(fragment)]
        return {"completions": found, "matched_fragment": fragment, "suppress": bool(found)}

    def _on_the_line(self, line: str, fragment: str) -> Iterable[str]:
        words = line[: len(line) - len(fragment)].replace("=", " ").split()
        if fragment.startswith("-"):
            return (flag.name for flag in FLAGS)
        if is_flag(words[-1]) and (values := self._values(words[-1])):
            return values
        if len(words) == 1 and not words[0].startswith("%%"):
            return (*NAMES, *self._names())
        return self._names()

    def _values(self, name: str) -> tuple[str, ...]:
        flag = next((flag for flag in FLAGS if flag.name == name), None)
        if flag is None:
            return ()
        return _model_names() if flag.name == "--model" else flag.choices

    def _names(self) -> Iterable[str]:
        """Variables, and the columns of frames as they are written."""
        variables = user_variables(self.session.shell)
        yield from variables
        for value in variables.values():
            columns = getattr(value, "columns", None)
            if type(value).__module__.split(".")[0] in ("pandas", "polars") and columns is not None:
                yield from (str(column) for column in columns)


def _before_cursor(context: CompletionContext) -> str:
    lines = context.full_text.split("\n")
    return "\n".join([*lines[: context.cursor_line], lines[context.cursor_line][: context.cursor_position]])


def _fragment(before: str) -> str:
    match = _FRAGMENT.search(before)
    return match[0] if match else ""


def _model_names() -> tuple[str, ...]:
    from ..models.presets import presets

    return tuple(presets())
