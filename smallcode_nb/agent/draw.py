"""Which samples to ask a model for, and its stream turned into candidates as they end.

Knows batches, temperatures and seeds; knows nothing about running code.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, replace

from ..errors import RequestTooLong
from . import reply
from .events import Drawing, Drawn, Event
from .ports import Model
from .repair import Draft
from .select import ENOUGH_AGREEING
from .types import Candidate, Chunk, LoopSettings, Origin, Prompt, PromptStyle, Sampling, Snippet, Spec, SpecKind

Fill = Callable[[tuple[Snippet, ...], Draft | None], Prompt]
_FUNCTION_ENDS = ("\ndef ", "\nclass ", "\nif __name__", "\nprint(", "\nassert ")
_CELL_ENDS = ("\n# Task", "\n# %%", "\n```")


@dataclass(frozen=True, slots=True)
class Draw:
    """One sample to ask for."""

    prompt: Prompt
    sampling: Sampling
    origin: Origin


@dataclass(frozen=True, slots=True)
class Drawer:
    """Composes batches for one request."""

    settings: LoopSettings
    spec: Spec
    style: PromptStyle
    fill: Fill

    def first(self, snippets: tuple[Snippet, ...], draft: Draft | None, n: int) -> tuple[Draw, ...]:
        """One greedy sample and n−1 warm ones; a few do without retrieval, one of them among the first three."""
        with_snippets = self.fill(snippets, draft)
        plain = self.fill((), draft) if with_snippets.snippets else with_snippets
        bare = _bare_places(n, self.settings.without_retrieval) if with_snippets.snippets else ()
        return tuple(
            self._draw(plain if place in bare else with_snippets, place, 0.0 if place == 0 else self._warm())
            for place in range(n)
        )

    def again(
        self, snippets: tuple[Snippet, ...], drafts: Sequence[Draft], n: int, offset: int, round_: int
    ) -> tuple[Draw, ...]:
        """Repairs first (greedy: the failed draft is variety enough), then `n` hot samples."""
        repairs = [
            repair for place, draft in enumerate(drafts) for repair in self._repair(draft, offset + place, round_)
        ]
        prompt = self.fill(snippets, None) if n else None
        hot = [
            self._draw(prompt, offset + len(repairs) + place, self.settings.retry_temperature, round_)
            for place in range(n)
            if prompt is not None
        ]
        return (*repairs, *hot)

    def _repair(self, draft: Draft, place: int, round_: int) -> list[Draw]:
        """One draw, or none where the failed draft does not fit into the window."""
        try:
            prompt = self.fill((), draft)
        except RequestTooLong:
            return []
        draw = self._draw(prompt, place, 0.0, round_, draft.parent)
        return [replace(draw, origin=replace(draw.origin, kind="repair"))]

    def _warm(self) -> float:
        return self.settings.temperature

    def _draw(self, prompt: Prompt, place: int, temperature: float, round_: int = 0, parent: int | None = None) -> Draw:
        budget = self.settings.budget
        sampling = Sampling(
            temperature, self.settings.top_p, budget.max_tokens, budget.seed * 1000 + place, self._ends()
        )
        return Draw(prompt, sampling, Origin("draw", temperature, bool(prompt.snippets), round_, parent))

    def _ends(self) -> tuple[str, ...]:
        if self.style is PromptStyle.TINY:
            return ("<|end|>",)
        if self.style is PromptStyle.CHAT:
            return ()
        return _FUNCTION_ENDS if self.spec.kind is SpecKind.FUNCTION else _CELL_ENDS


def _bare_places(n: int, most: int) -> tuple[int, ...]:
    """Which of `n` draws go without retrieval: drawing may stop once the first few agree, so one is among those."""
    early = [ENOUGH_AGREEING - 1] if n >= ENOUGH_AGREEING else []
    order = dict.fromkeys([*early, *range(n - 1, 0, -1)])
    return tuple(order)[: max(0, min(most, n - 1))]


async def ask(model: Model, prompt: Prompt, max_tokens: int) -> tuple[str, int]:
    """One greedy answer to a question that is not about code, and its tokens."""
    text, tokens = "", 0
    stream = model.sample((prompt,), (Sampling(temperature=0.0, max_tokens=max_tokens),))
    try:
        async for chunk in stream:
            text, tokens = text + chunk.text, max(tokens, chunk.tokens)
    finally:
        await _close(stream)
    return text, tokens


async def _close(stream: object) -> None:
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()


async def candidates(
    model: Model,
    draws: Sequence[Draw],
    first: int,
    *,
    stub: str,
    entry: str,
    tell: Callable[[Event], None],
    charge: Callable[[int], None],
) -> AsyncGenerator[Candidate, None]:
    """Each candidate as it ends, numbered from `first`; closing this iterator cancels the rest.

    `charge` is told the tokens of every sample that was begun, finished or not.
    """
    texts, tokens, ended = [""] * len(draws), [0] * len(draws), [False] * len(draws)
    stream = model.sample(tuple(draw.prompt for draw in draws), tuple(draw.sampling for draw in draws))
    try:
        async for chunk in stream:
            place = chunk.index
            texts[place] += chunk.text
            tokens[place] = max(chunk.tokens, tokens[place])
            tell(Drawing(first + place, texts[place], tokens[place]))
            if chunk.finish and chunk.finish != "cancelled" and not ended[place]:
                ended[place] = True
                code = reply.read(texts[place], stub=stub, entry=entry)
                tell(Drawn(first + place, code))
                yield _candidate(first + place, code, texts[place], draws[place], chunk, tokens[place])
    finally:
        await _close(stream)
        for count in tokens:
            charge(count)


def _candidate(index: int, code: str, text: str, draw: Draw, chunk: Chunk, tokens: int) -> Candidate:
    return Candidate(index, code, text, draw.origin, tokens, chunk.logprob)
