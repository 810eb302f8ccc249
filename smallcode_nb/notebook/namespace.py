"""The user's own variables and cells, as a request may see them. Reads the shell; never changes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import UnknownName
from .flags import nearest

if TYPE_CHECKING:
    from ..agent.types import Namespace

__all__ = ["check_names", "earlier_cells", "user_variables"]

_ABSENT = object()


def user_variables(shell: Any) -> dict[str, object]:
    """What `%who` would list: names the user bound, by name; a copy, as threads may bind more meanwhile."""
    hidden = shell.user_ns_hidden
    return {
        name: value
        for name, value in list(shell.user_ns.items())
        if not name.startswith("_") and value is not hidden.get(name, _ABSENT)
    }


def earlier_cells(shell: Any, limit: int, *, current: bool = True) -> tuple[str, ...]:
    """Sources of the last cells run, oldest first, without magics and repetitions; the `current` one left out."""
    manager = shell.history_manager
    if manager is None or limit == 0:
        return ()
    sources = dict.fromkeys(source.strip() for source in reversed(manager.input_hist_raw[1 : -1 if current else None]))
    kept = [source for source in sources if source and not source.startswith(("%", "!"))]
    return tuple(reversed(kept[:limit]))


_NAMED = re.compile(
    r"\b(?:in|of|from|on|for|over|using|frame|dataframe|table)\s+(?:the\s+)?"
    r"(?:dataframe\s+|data frame\s+|frame\s+|table\s+)?(?:`([^\W\d]\w*)`|(df\d*|df_\w+)\b)",
    re.IGNORECASE,
)


def check_names(text: str, namespace: Namespace) -> None:
    """Raise UnknownName when a request takes its data from a variable that there is not.

    Only names in backticks and names like `df` count, after a word such as "in" or
    "from": everything else in a request is language.
    """
    known = namespace.names() | set(_columns(namespace))
    for quoted, frame in _NAMED.findall(text):
        name = quoted or frame
        if name not in known:
            raise UnknownName(f"The notebook has no variable {name}.", _remedy(name, namespace))


def _columns(namespace: Namespace) -> Iterator[str]:
    for variable in namespace.variables:
        yield from (column.name for column in variable.columns)


def _remedy(name: str, namespace: Namespace) -> str:
    frames = tuple(v.name for v in namespace.variables if v.kind == "frame")
    if guess := nearest(name, tuple(namespace.names())):
        return f"Did you mean {guess}?"
    if frames:
        return f"The DataFrames here are: {', '.join(frames)}."
    return f"Load your data in a cell first, for example: {name} = pd.read_csv('data.csv')"
