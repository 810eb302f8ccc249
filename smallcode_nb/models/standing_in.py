"""The embedded model behind stand-ins for names it never saw; see `tiny/aliases.py` for why.

Knows prompts and streams. Does not know words.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

from smallcode_nb.agent.types import Chunk, Message, Prompt, Sampling

from .local import LocalModel
from .tiny.aliases import MARKER, Aliases, Lexicon, pieces
from .tiny.spelling import spelled

__all__ = ["EmbeddedModel"]


class EmbeddedModel(LocalModel):
    """A `LocalModel` whose prompts and samples pass through aliases; samples come line by line."""

    lexicon = Lexicon(frozenset(), ())

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """As in `Model`."""
        ready = {text: self._ready(text) for text in dict.fromkeys(map(_text, prompts))}  # a batch asks the same
        asked = [ready[_text(prompt)] for prompt in prompts]
        aliases = [own for own, _ in asked]
        hidden = tuple(
            replace(prompt, messages=(Message("raw", text),)) for prompt, (_, text) in zip(prompts, asked, strict=True)
        )
        held = [""] * len(prompts)
        async with aclosing(super().sample(hidden, samplings)) as chunks:  # type: ignore[type-var]  # a generator
            async for chunk in chunks:
                at = chunk.index
                held[at] += chunk.text
                whole, rest = (held[at], "") if chunk.finish else _lines(held[at])
                held[at] = rest
                yield replace(chunk, text=aliases[at].restore(whole))

    def _ready(self, prompt: str) -> tuple[Aliases, str]:
        """The aliases of a prompt, and the prompt with its request spelled right under them."""
        text = _spelled(prompt, self.lexicon)
        aliases = Aliases.of(text, self.lexicon)
        return aliases, aliases.hide(text)


def _text(prompt: Prompt) -> str:
    return "".join(message.content for message in prompt.messages)


def _spelled(prompt: str, lexicon: Lexicon) -> str:
    """The prompt with its request spelled right, unless that holds code."""
    parts = MARKER.split(prompt)
    at = parts.index("<|task|>") + 1 if "<|task|>" in parts else 0
    if at and "def " not in parts[at]:
        kept = {piece.lower() for piece in pieces("".join(parts[:at]))}
        parts[at] = spelled(parts[at], lexicon.known | lexicon.said, kept)
    return "".join(parts)


def _lines(text: str) -> tuple[str, str]:
    """What has ended, and the line that has not."""
    end = text.rfind("\n") + 1
    return text[:end], text[end:]
