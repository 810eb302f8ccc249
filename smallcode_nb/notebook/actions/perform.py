"""Which module does which action, and whose work its proposal is.

Knows the actions; knows nothing about who asks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from ...agent.stop import bounded
from .answer import Maker

if TYPE_CHECKING:
    from ...agent.ports import Observer
    from ...agent.stop import Stop
    from ..session import Session
    from .answer import Answer
    from .wish import Wish

__all__ = ["ACTIONS", "makers", "perform"]

#: seconds for the runs of one test, refactor or document; each run has its own deadline, too
LONGEST_S = 600.0

Perform = Callable[["Wish", "Session", "Observer", "Stop"], Awaitable["Answer | None"]]

_MAKERS: dict[str, Maker] = {
    "write": "model",
    "fix": "rules and model",
    "explain": "rules",
    "test": "rules",
    "refactor": "rules",
    "document": "rules",
}
#: where a general model's drafts are tried, too
_DRAFTED: dict[str, Maker] = {"refactor": "rules and model", "document": "rules and model"}


def makers(*, general: bool) -> dict[str, Maker]:
    """Who makes each action's proposal; `general` says that the model is more than the embedded one."""
    return {**_MAKERS, **(_DRAFTED if general else {})}


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


async def _test(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer | None:
    from .testing import tests_for

    return await _until_stopped(tests_for(wish, session, observer, stop), stop)


async def _refactor(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer | None:
    from .refactor import refactor

    return await _until_stopped(refactor(wish, session, observer, stop), stop)


async def _document(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer | None:
    from .document import document

    return await _until_stopped(document(wish, session, observer, stop), stop)


async def _until_stopped(work: Coroutine[Any, Any, Answer], stop: Stop) -> Answer | None:
    """What `work` gives; None, with everything it started ended, once `stop` is set."""
    found: list[Answer] = []

    async def noted() -> None:
        found.append(await work)

    await bounded(noted(), stop, LONGEST_S)
    return found[0] if found else None


ACTIONS: dict[str, Perform] = {
    "write": _write,
    "fix": _fix,
    "explain": _explain,
    "test": _test,
    "refactor": _refactor,
    "document": _document,
}
