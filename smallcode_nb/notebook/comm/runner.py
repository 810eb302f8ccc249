"""Working on one `ask` from its turn to its end, whatever happens on the way.

Knows sessions, actions and live runs; knows nothing about pages. Every path ends in a result or an error.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ...agent import events as ev
from ..actions.answer import Answer
from ..actions.perform import perform
from .receive import problem_of
from .results import result_of

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from ...agent.stop import Stop
    from ..actions.wish import Wish
    from ..session import Session
    from .live import LiveRun

__all__ = ["work"]

TICK_S = 0.2
#: seconds for work that was cancelled to put its kernels away
CANCEL_S = 5.0
_NOTHING = "Stopped before any candidate was complete; nothing was changed."


async def work(live: LiveRun, wish: Wish, session: Session, stop: Stop) -> None:
    """Take the turn, do it, tell the end; raises nothing but a cancellation."""
    ticking = asyncio.create_task(_tick(live))
    try:
        answer = await _stoppable(_in_turn(live, wish, session, stop), stop, session.settings.interrupt_grace_s)
        answer = answer or Answer("model", "unverified", _NOTHING, "", stopped="interrupted")
        answer = replace(answer, notes=(*answer.notes, *wish.notes))
        live.finish(await asyncio.to_thread(result_of, answer, live.ask, live.seconds))
    except asyncio.CancelledError:
        live.fail({"code": "kernel", "cause": "The session ended.", "remedy": "Load the extension and ask again."})
        raise
    except Exception as error:
        live.fail(problem_of(error))
    finally:
        ticking.cancel()


async def _in_turn(live: LiveRun, wish: Wish, session: Session, stop: Stop) -> Answer | None:
    async with session.turns.take(stop) as mine:
        if not mine:
            return None
        live.enter("loading" if _loads(wish, session) else "working")
        return await perform(wish, session, _Watcher(live, wish, session), stop)


def _loads(wish: Wish, session: Session) -> bool:
    return wish.action == "write" and (wish.order.model or session.settings.model) not in session.models


async def _stoppable(work: Coroutine[Any, Any, Answer | None], stop: Stop, grace_s: float) -> Answer | None:
    """What `work` gives; once `stop` is set it has `grace_s` to come back, then it is cancelled (None)."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({task}, timeout=grace_s)
        return task.result() if task.done() else None
    finally:
        stopped.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=CANCEL_S)


async def _tick(live: LiveRun) -> None:
    while True:
        await asyncio.sleep(TICK_S)
        live.tick()


class _Watcher:
    """Hands the loop's events to the live run, and says when the model is there and how large its window is."""

    def __init__(self, live: LiveRun, wish: Wish, session: Session) -> None:
        self._live, self._wish, self._session = live, wish, session

    def on(self, event: ev.Event) -> None:
        """Never blocks, never raises."""
        if isinstance(event, ev.Specified):
            self._measure()
            self._live.enter("working")
        self._live.on(event)

    def _measure(self) -> None:
        settings = self._session.settings
        model = self._session.models.get(self._wish.order.model or settings.model)
        if model is not None:
            self._live.has_room(model.card.context - settings.max_tokens)
