"""Whether a model can rewrite code, and its drafts of a cell. The embedded model writes analysis code and no more.

Knows presets' names and the loop; whether a draft is any good is the caller's to find out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...agent.types import PromptStyle
from .write import request_of

if TYPE_CHECKING:
    from ...agent.ports import Observer
    from ...agent.stop import Stop
    from ..session import Session
    from .wish import Wish

__all__ = ["drafts", "is_general"]


def is_general(wish: Wish, session: Session) -> bool:
    """Whether the model that would be asked is more than the embedded one; a loaded one says so itself."""
    from ...models.presets import EMBEDDED

    spec = wish.order.model or session.settings.model
    loaded = session.models.get(spec)
    return loaded.card.style is not PromptStyle.TINY if loaded is not None else spec.strip().lower() != EMBEDDED


async def drafts(wish: Wish, session: Session, words: str, observer: Observer, stop: Stop) -> tuple[str, ...]:
    """Different versions of the cell that ran, best first; the user's own words, if any, follow `words`."""
    text = " ".join(part for part in (words, wish.order.text.strip()) if part)
    asked = replace(wish, order=replace(wish.order, text=text), previous="")
    request = replace(await request_of(asked, session), whole=True)
    outcome = await session.solve_now(request, asked.order, observer, stop)
    ran = [verdict.candidate.code for verdict in outcome.verdicts if verdict.ran] if outcome is not None else []
    return tuple(dict.fromkeys(code for code in ran if code.strip() != wish.source.strip()))
