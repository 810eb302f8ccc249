"""*Write* and *fix* by the loop: the request with what is around it, and the outcome as an answer.

Knows sessions; knows nothing about how candidates are found or shown.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from ...errors import EmptyRequest
from ..handover import with_header
from .solved import answer_of

if TYPE_CHECKING:
    from ...agent.ports import Observer
    from ...agent.stop import Stop
    from ...agent.types import Outcome, Request
    from ..session import Session
    from .answer import Answer
    from .wish import Wish

__all__ = ["request_of", "write"]

LOOKS = 3
LOOK_AGAIN_S = 0.2


async def write(wish: Wish, session: Session, observer: Observer, stop: Stop) -> Answer | None:
    """New code for a request in words; None when it was stopped before anything was found."""
    if not wish.order.text.strip():
        raise EmptyRequest("The request is empty.", "Say what the code should do, for example: mean price by city")
    outcome = await session.solve_now(await request_of(wish, session), wish.order, observer, stop)
    return _answer(outcome, session) if outcome is not None else None


async def request_of(wish: Wish, session: Session) -> Request:
    """What the loop is told; describing the variables may take a moment, so another thread does it.

    A cell that runs meanwhile may change a container while it is looked at: then it is looked at again.
    """
    target = wish.previous or wish.source
    look = partial(session.request, wish.order, target=target, failure=wish.failure, in_cell=False)
    for _ in range(LOOKS):
        try:
            return await asyncio.to_thread(look)
        except RuntimeError:
            await asyncio.sleep(LOOK_AGAIN_S)
    return await asyncio.to_thread(look)


def _answer(outcome: Outcome, session: Session) -> Answer:
    from ..explain import explain

    code = outcome.chosen.candidate.code if outcome.chosen is not None else ""
    headed = with_header(code, outcome) if code and session.settings.header_comment else code
    told = explain(code) if code and session.settings.explain else ""
    return answer_of(outcome, headed, replaces=False, explanation=told)
