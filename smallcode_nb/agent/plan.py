"""The decomposer: one request → at most three sub-tasks.

Splitting up front costs a competent model more than it gives, so the loop uses a plan only for long requests or
after failure. Rules first; a model of 3B or more that chats may be asked. Knows text; knows nothing about running.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from . import prompts
from .types import Message, ModelCard, Plan, Prompt, PromptStyle, Request, Section, Spec, SpecKind

MOST = 3
LONG_WORDS = 60
PLANNING_PARAMETERS = 3.0
_NUMBERED = re.compile(r"^\s*(?:\d+[.)]|[-*•]|step\s+\d+[:.)])\s+", re.IGNORECASE | re.MULTILINE)
_INLINE = re.compile(r"(?:(?<=\s)|^)\(?\d[.)]\s+")
_THEN = re.compile(
    r"(?:[,;.]\s*|\s+)(?:and\s+then|then|after\s+that|afterwards|finally|next)\b[,:]?\s+|\s*;\s+", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]\"'`][.!?])\s+(?=[A-Z\"'`])|\n\s*\n")


def make(request: Request, spec: Spec) -> Plan:
    """The rule-based plan; a wanted function is never split, nor what is to be worked on as a whole."""
    splits = spec.kind is SpecKind.CELL and not request.whole
    parts = split(request.text) if splits else (request.text.strip(),)
    if len(parts) < 2:
        return Plan((request.text,), "one task")
    return Plan(parts, "long request" if is_long(request.text) else "several steps")


def is_long(text: str) -> bool:
    """Whether a request is worth splitting even before a failure."""
    return len(text.split()) > LONG_WORDS or len(_NUMBERED.findall(text)) >= MOST


def split(text: str, most: int = MOST) -> tuple[str, ...]:
    """Parts by numbering or bullets, else by "then", else by sentences; joined down to `most`, nothing lost."""
    for splitter in (_listed, _inline, _by(_THEN), _by(_SENTENCE)):
        parts = [part for part in splitter(text) if len(part.split()) >= 2 or len(part) > 8]
        if len(parts) > 1:
            return _joined(parts, most)
    return (text.strip(),)


def _listed(text: str) -> list[str]:
    return _numbered(text, _NUMBERED)


def _inline(text: str) -> list[str]:
    return _numbered(text, _INLINE)


def _numbered(text: str, mark: re.Pattern[str]) -> list[str]:
    """Items of a list; an introduction ending in a colon is repeated by none and kept in the first."""
    marks = list(mark.finditer(text))
    if len(marks) < 2:
        return []
    ends = [found.start() for found in marks[1:]] + [len(text)]
    items = [_clean(text[found.end() : end]) for found, end in zip(marks, ends, strict=True)]
    introduction = _clean(text[: marks[0].start()])
    return [f"{introduction} {items[0]}".strip(), *items[1:]]


def _by(pattern: re.Pattern[str]) -> Callable[[str], list[str]]:
    return lambda text: [_clean(part) for part in pattern.split(text) if _clean(part)]


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" ,;")


def _joined(parts: list[str], most: int) -> tuple[str, ...]:
    """Neighbours joined until there are at most `most`, the shortest pair first."""
    parts = list(parts)
    while len(parts) > most:
        place = min(range(len(parts) - 1), key=lambda n: len(parts[n]) + len(parts[n + 1]))
        parts[place : place + 2] = [f"{parts[place].rstrip('.')}, then {parts[place + 1]}"]
    return tuple(parts)


def may_ask(card: ModelCard) -> bool:
    """Whether a model plans well enough to be asked."""
    return card.style is PromptStyle.CHAT and card.parameters >= PLANNING_PARAMETERS


def question(request: Request, count: Callable[[str], int]) -> Prompt:
    """What a planning model is asked."""
    text = prompts.render("plan", request=request.text.strip(), most=MOST)
    tokens = count(text)
    return Prompt((Message("user", text),), (Section("plan", text, tokens),), tokens=tokens)


def answer(text: str, request: Request) -> Plan:
    """The plan in a model's reply; the request unsplit when the reply is no list."""
    steps = [_clean(_NUMBERED.sub("", line)) for line in text.splitlines() if _NUMBERED.match(line)]
    steps = [step for step in steps if step][:MOST]
    return Plan(tuple(steps), "planned by the model") if len(steps) > 1 else Plan((request.text,), "one task")
