"""Which index the running pipeline works on, so that a pipeline's YAML need not name one.

Knows nothing about how a shelf works.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ..errors import RetrievalError
from .shelf import Shelf

_in_use: ContextVar[Shelf | None] = ContextVar("smallcode_shelf", default=None)


@contextmanager
def using(shelf: Shelf) -> Iterator[None]:
    """Within it, pipelines work on `shelf`."""
    token = _in_use.set(shelf)
    try:
        yield
    finally:
        _in_use.reset(token)


def shelf_in_use() -> Shelf:
    """The index at hand; raises RetrievalError."""
    shelf = _in_use.get()
    if shelf is None:
        raise RetrievalError("No index is open.", "Open one with ProjectIndex or %smallcode index.")
    return shelf
