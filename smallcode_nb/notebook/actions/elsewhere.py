"""Names that other cells of the session read. Knows IPython's history; cells that never ran are not in it."""

from __future__ import annotations

import re
from typing import Any

from ...agent.syntax import loaded_names, parse

__all__ = ["names_elsewhere"]

MOST_CELLS = 500


def names_elsewhere(shell: Any, source: str) -> frozenset[str]:
    """Names read by the cells that ran, this one left out; of what is not Python, every word."""
    manager = shell.history_manager
    ran = manager.input_hist_raw[-MOST_CELLS:] if manager is not None else ()
    others = {text for text in ran if text.strip() != source.strip()}
    return frozenset(name for text in others for name in _names(text))


def _names(text: str) -> frozenset[str]:
    tree = parse(text)
    return loaded_names(tree) if tree is not None else frozenset(re.findall(r"[^\W\d]\w*", text))
