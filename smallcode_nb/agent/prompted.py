"""What is sent to a model, what comes back, and what the loop needs to know about it.

Knows nothing about how a model is run.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .asked import Snippet


class PromptStyle(StrEnum):
    """Which template family a model reads."""

    TINY = "tiny"
    CHAT = "chat"
    BASE = "base"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a prompt; `tokens` counted by the model that reads it."""

    name: str
    text: str
    tokens: int
    #: why it is short or absent; "" when it is whole
    dropped: str = ""
    dropped_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One chat turn; a TINY or BASE prompt is a single message with role "raw"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one draw is conditioned on, and what it was made from."""

    messages: tuple[Message, ...]
    sections: tuple[Section, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to draw: `temperature` 0 is greedy; `max_tokens` per candidate."""

    temperature: float = 0.8
    top_p: float = 0.95
    max_tokens: int = 256
    seed: int = 0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """New text of one sample of a batch; the last chunk of a sample has `finish` set.

    `finish` is "stop", "length" or "cancelled"; `logprob` is the sum over the
    sample's tokens so far in nats, None where the library gives none; `tokens`
    counts the sample's tokens so far.
    """

    index: int
    text: str
    finish: str = ""
    logprob: float | None = None
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What the loop needs to know about a model."""

    name: str
    parameters: float  #: in billions
    context: int  #: tokens
    style: PromptStyle
    backend: str
    weights_sha256: str = ""
    template: str = ""
    chain_of_thought: bool = False
    repair_rounds: int = 0
    logprobs: bool = False
