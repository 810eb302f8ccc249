"""The embedded model behind stand-ins for names it never saw; see `tiny/aliases.py` for why.

Knows prompts and streams. Does not know words.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

from smallcode_nb.agent.types import Chunk, Message, Prompt, Sampling

from .local import LocalModel
from .tiny.aliases import Aliases, Lexicon, pieces
from .tiny.spelling import spelled

__all__ = ["EmbeddedModel"]

_MARKER = re.compile(r"(<\|\w+\|>)")


class EmbeddedModel(LocalModel):
    """A `LocalModel` whose prompts and samples pass through aliases; samples come line by line."""

    lexicon = Lexicon(frozenset(), ())

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """As in `Model`."""
        texts = [_spelled(_text(prompt), self.lexicon) for prompt in prompts]
        aliases = [Aliases.of(text, self.lexicon) for text in texts]
        hidden = tuple(
            replace(prompt, messages=(Message("raw", own.hide(text)),))
            for prompt, text, own in zip(prompts, texts, aliases, strict=True)
        )
        held = [""] * len(prompts)
        async with aclosing(super().sample(hidden, samplings)) as chunks:  # type: ignore[type-var]  # a generator
            async for chunk in chunks:
                at = chunk.index
                held[at] += chunk.text
                whole, rest = (held[at], "") if chunk.finish else _lines(held[at])
                held[at] = rest
                yield replace(chunk, text=aliases[at].restore(whole))


def _text(prompt: Prompt) -> str:
    return "".join(message.content for message in prompt.messages)


def _spelled(prompt: str, lexicon: Lexicon) -> str:
    """The prompt with its request spelled right."""
    before, task, after = prompt.partition("<|task|>")
    request, marker, rest = _MARKER.split(after, maxsplit=1) if _MARKER.search(after) else (after, "", "")
    if not task or "def " in request:
        return prompt
    kept = {piece.lower() for piece in pieces(before)}
    return f"{before}{task}{spelled(request, lexicon.known | lexicon.said, kept)}{marker}{rest}"


def _lines(text: str) -> tuple[str, str]:
    """What has ended, and the line that has not."""
    end = text.rfind("\n") + 1
    return text[:end], text[end:]
