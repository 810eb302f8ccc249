"""A retriever of the user's own choice: an installed entry point or `module:factory`.

The factory is called with the notebook's folder and gives something with `async def search`. Knows how such a thing
is found and what it must offer; what it does is its author's business.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..agent.types import Snippet
from ..errors import RetrievalError, SmallCodeError, UnknownOption

if TYPE_CHECKING:
    from ..agent.ports import Retriever

__all__ = ["AUTO", "GROUP", "NONE", "load_retriever"]

AUTO, NONE = "auto", "none"
GROUP = "smallcode_nb.retrievers"
_SETTING = "c.SmallCode.retriever"


def load_retriever(name: str, folder: Path) -> Retriever:
    """The retriever of that name. Blocks while it is imported. Raises UnknownOption, RetrievalError."""
    factory = _factory(name)
    try:
        made = factory(folder)
    except SmallCodeError:
        raise
    except Exception as error:  # its author's code may fail in any way
        raise RetrievalError(
            f"The retriever {name} did not start: {error!r}.", f"Mend it or change {_SETTING}."
        ) from error
    if not inspect.iscoroutinefunction(getattr(made, "search", None)):
        raise UnknownOption(
            f"The retriever {name} gave {type(made).__name__}, which has no `async def search`.",
            "It needs: async def search(self, query, *, limit, exclude='') -> tuple[Snippet, ...].",
        )
    return _Checked(name, cast("Retriever", made))


def _factory(name: str) -> Callable[[Path], Any]:
    if ":" in name:
        module, _, attribute = name.partition(":")
        return _callable(name, lambda: getattr(importlib.import_module(module), attribute))
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in found:
        known = ", ".join((AUTO, NONE, *sorted(found)))
        raise UnknownOption(f"There is no retriever {name!r}.", f"{_SETTING} is one of {known}, or module:factory.")
    return _callable(name, found[name].load)


def _callable(name: str, load: Callable[[], Any]) -> Callable[[Path], Any]:
    try:
        made = load()
    except Exception as error:  # importing runs its author's code
        raise UnknownOption(
            f"The retriever {name} cannot be imported: {error!r}.", f"Mend it or change {_SETTING}."
        ) from error
    if not callable(made):
        raise UnknownOption(
            f"The retriever {name} is no function.", "Name a callable that takes the notebook's folder."
        )
    return cast("Callable[[Path], Any]", made)


class _Checked:
    """Its errors and odd answers as ours."""

    def __init__(self, name: str, inner: Retriever) -> None:
        self._name, self._inner = name, inner

    async def search(self, query: str, *, limit: int, exclude: str = "") -> tuple[Snippet, ...]:
        """As in `Retriever`. Raises RetrievalError."""
        try:
            found = tuple(await self._inner.search(query, limit=limit, exclude=exclude))
        except RetrievalError:
            raise
        except Exception as error:
            raise RetrievalError(f"The retriever {self._name} failed: {error!r}.", f"Change {_SETTING}.") from error
        if not all(isinstance(one, Snippet) for one in found):
            raise RetrievalError(
                f"The retriever {self._name} gave something else than snippets.", f"Change {_SETTING}."
            )
        return found[:limit]
