"""Putting the session, its magics, its completion and its settings into a shell, and taking them out again.

Knows IPython's registries; imports nothing that a request needs.
"""

from __future__ import annotations

from typing import Any

from .comm.target import Target
from .completion import Completion
from .magics import SmallCodeMagics
from .session import Session
from .wiring import Wiring

__all__ = ["load", "unload"]

_ATTRIBUTE = "_smallcode_session"


def load(shell: Any, wiring: Wiring | None = None) -> Session:
    """Register everything with `shell`; loading again replaces the session and its settings."""
    unload(shell)
    session = Session(shell, wiring=wiring)
    setattr(shell, _ATTRIBUTE, session)
    shell.register_magics(SmallCodeMagics(shell, session))
    shell.configurables.append(session.settings)
    shell.input_transformers_cleanup.append(allow_empty_body)
    shell.Completer.custom_matchers.append(Completion(session))
    session.ending.append(Target(session).close)
    return session


def unload(shell: Any) -> None:
    """Remove what `load` registered and end the session; nothing happens when it is not loaded."""
    session = getattr(shell, _ATTRIBUTE, None)
    if session is None:
        return
    session.close()
    delattr(shell, _ATTRIBUTE)
    shell.configurables[:] = [c for c in shell.configurables if not _is_ours(c, session)]
    shell.input_transformers_cleanup.remove(allow_empty_body)
    matchers = shell.Completer.custom_matchers
    matchers[:] = [m for m in matchers if not (isinstance(m, Completion) and m.session is session)]
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("smallcode", None)
    shell.magics_manager.registry.pop(SmallCodeMagics.__name__, None)


def _is_ours(configurable: object, session: Session) -> bool:
    return configurable is session.settings or isinstance(configurable, SmallCodeMagics)


def allow_empty_body(lines: list[str]) -> list[str]:
    """Give a `%%smallcode request` cell without a body an empty line: IPython refuses cell magics without one."""
    if len(lines) == 1 and lines[0].startswith("%%smallcode"):
        return [*lines, "\n"]
    return lines
