"""A notebook-native coding agent for small local models: code that has already run before you see it.

`%load_ext smallcode_nb` brings `%%smallcode` and `%smallcode`. Importing this
package imports nothing heavy; every public name is resolved at first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Agent": ".agent.loop",
    "Evidence": ".agent.types",
    "LoopSettings": ".agent.types",
    "Outcome": ".agent.types",
    "Request": ".agent.types",
    "Session": ".notebook.session",
    "SmallCode": ".settings",
    "SmallCodeError": ".errors",
}

__all__ = [
    "Agent",
    "Evidence",
    "LoopSettings",
    "Outcome",
    "Request",
    "Session",
    "SmallCode",
    "SmallCodeError",
    "__version__",
    "load_ipython_extension",
    "unload_ipython_extension",
]

if TYPE_CHECKING:
    from .agent.loop import Agent
    from .agent.types import Evidence, LoopSettings, Outcome, Request
    from .errors import SmallCodeError
    from .notebook.session import Session
    from .settings import SmallCode


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext smallcode_nb` calls: registers the magics, their completion and the settings."""
    from .notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """What `%unload_ext smallcode_nb` calls: removes all of it and ends the session's processes."""
    from .notebook.extension import unload

    unload(shell)
