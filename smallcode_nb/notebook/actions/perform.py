"""Which module does which action, and whose work its proposal is.

Knows the actions; knows nothing about who asks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from .answer import Maker

if TYPE_CHECKING:
    from ...agent.ports import Observer
    from ...agent.stop import Stop
    from ..session import Session
    from .answer import Answer
    from .wish import Wish

__all__ = ["ACTIONS", "MAKERS", "perform"]

Perform = Callable[["Wish", "Session", "Observer", "Stop"], Awaitable["Answer | None"]]

#: who makes each action's proposal with the embedded model
MAKERS: dict[str, Maker] = {
    "write": "model",
    "fix": "rules and model",
    "explain": "rules",
}


async def perform(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer | None:
    """Do it, in one's own turn; None when it was stopped before anything was found. Raises SmallCodeError."""
    return await ACTIONS[wish.action](wish, session, observer, stop)


async def _write(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer | None:
    from .write import write

    return await write(wish, session, observer, stop)


async def _fix(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer | None:
    from .fix import fix

    return await fix(wish, session, observer, stop)


async def _explain(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer | None:
    from .explaining import explained

    return explained(wish)


ACTIONS: dict[str, Perform] = {"write": _write, "fix": _fix, "explain": _explain}
