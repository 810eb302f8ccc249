"""Which names of a notebook's namespace are the user's own.

Standard library only: used in the user's kernel and in throwaway ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_IPYTHON = frozenset({"In", "Out", "exit", "quit", "get_ipython", "open"})


def visible(namespace: Mapping[str, Any], hidden: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A copy without underscored names, IPython's own and `hidden` ones; safe while another thread binds names."""
    return {
        name: namespace[name]
        for name in list(namespace)
        if isinstance(name, str)
        and not name.startswith("_")
        and name not in _IPYTHON
        and name not in hidden
        and name in namespace
    }
