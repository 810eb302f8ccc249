"""The embedded model behind stand-ins for names it never saw; see `tiny/aliases.py` for why.

Knows prompts and streams. Does not know words.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

from smallcode_nb.agent.types import Chunk, Message, Prompt, Sampling

from .local import LocalModel
from .tiny.aliases import Aliases, Lexicon

__all__ = ["EmbeddedModel"]


class EmbeddedModel(LocalModel):
    """A `LocalModel` whose prompts and samples pass through aliases; samples come line by line."""

    lexicon = Lexicon(frozenset(), ())

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """As in `Model`."""
        aliases = [Aliases.of(_text(prompt), self.lexicon) for prompt in prompts]
        hidden = tuple(_hidden(prompt, own) for prompt, own in zip(prompts, aliases, strict=True))
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


def _hidden(prompt: Prompt, aliases: Aliases) -> Prompt:
    messages = tuple(Message(message.role, aliases.hide(message.content)) for message in prompt.messages)
    return replace(prompt, messages=messages)


def _lines(text: str) -> tuple[str, str]:
    """What has ended, and the line that has not."""
    end = text.rfind("\n") + 1
    return text[:end], text[end:]
