"""The bodies of completion requests → what is to be drawn; anything not understood is refused by name.

Knows: OpenAI's fields, and `seeds`, our own: one seed for each sample of a prompt. Does not know: models, HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..agent.types import Message, Prompt, Sampling
from .refusals import Refusal

Body = Mapping[str, Any]
MOST_SAMPLES = 128
_WHOLE_WINDOW = 1_000_000  # a model cuts this to what its window leaves
_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
_PLAIN: Mapping[str, object] = {
    "best_of": 1,
    "echo": False,
    "frequency_penalty": 0,
    "functions": [],
    "logit_bias": {},
    "min_p": 0,
    "presence_penalty": 0,
    "response_format": {"type": "text"},
    "suffix": "",
    "tools": [],
    "top_k": 0,
    "top_logprobs": 0,
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; `prompts` and `samplings` have one entry for each sample, a prompt's samples side by side."""

    model: str
    prompts: tuple[Prompt, ...]
    samplings: tuple[Sampling, ...]
    chat: bool
    stream: bool = False
    usage: bool = False
    logprobs: bool = False
    user: str = ""

    @property
    def distinct(self) -> tuple[Prompt, ...]:
        """Each prompt once."""
        return tuple({id(prompt): prompt for prompt in self.prompts}.values())


def read_chat(body: Body) -> Ask:
    """A body of `/v1/chat/completions`. Raises Refusal."""
    turns = body.get("messages")
    if not isinstance(turns, list) or not turns:
        raise _bad("messages", "must be a list of at least one message")
    prompt = Prompt(tuple(_message(turn) for turn in turns))
    given = body.get("max_completion_tokens")
    return _ask(body, (prompt,), body.get("max_tokens") if given is None else given, _WHOLE_WINDOW, chat=True)


def read_text(body: Body) -> Ask:
    """A body of `/v1/completions`; the prompt goes to the model as it is. Raises Refusal."""
    given = body.get("prompt")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise _bad("prompt", "must be a string or a list of strings; token ids are not taken")
    prompts = tuple(Prompt((Message("raw", text),)) for text in texts)
    return _ask(body, prompts, body.get("max_tokens"), 16, chat=False)


def _ask(body: Body, prompts: tuple[Prompt, ...], limit: object, default: int, *, chat: bool) -> Ask:
    _refuse_unknown(body)
    n = _whole(body, "n", 1)
    if n * len(prompts) > MOST_SAMPLES:
        raise _bad("n", f"asks for more than {MOST_SAMPLES} samples")
    tokens = _number("max_tokens", limit, default, 1, None)
    samplings = tuple(_sampling(body, int(tokens), seed) for seed in _seeds(body, n))
    options = body.get("stream_options")
    return Ask(
        model=str(body.get("model") or ""),
        prompts=tuple(prompt for prompt in prompts for _ in range(n)),
        samplings=samplings * len(prompts),
        chat=chat,
        stream=bool(body.get("stream")),
        usage=isinstance(options, Mapping) and bool(options.get("include_usage")),
        logprobs=body.get("logprobs") is not None and body["logprobs"] is not False,  # 0 asks for them too
        user=str(body.get("user") or "")[:64],
    )


def _sampling(body: Body, tokens: int, seed: int) -> Sampling:
    temperature = _number("temperature", body.get("temperature"), 1.0, 0.0, 2.0)
    top_p = _number("top_p", body.get("top_p"), 1.0, 0.0, 1.0)
    return Sampling(temperature=temperature, top_p=top_p, max_tokens=tokens, seed=seed, stop=_stop(body))


def _seeds(body: Body, n: int) -> list[int]:
    """One for each sample: those given, or numbers from `seed` on, or from a random start."""
    import secrets

    given = body.get("seeds")
    if given is not None:
        if not isinstance(given, list) or len(given) != n or not all(type(seed) is int for seed in given):
            raise _bad("seeds", f"must be {n} whole numbers")
        return [seed % 2**63 for seed in given]
    first = body.get("seed")
    if first is not None and type(first) is not int:
        raise _bad("seed", "must be a whole number")
    start = secrets.randbits(62) if first is None else int(first)
    return [(start + place) % 2**63 for place in range(n)]


def _stop(body: Body) -> tuple[str, ...]:
    given = body.get("stop")
    words = [given] if isinstance(given, str) else given or []
    if not isinstance(words, list) or len(words) > 16 or not all(isinstance(word, str) and word for word in words):
        raise _bad("stop", "must be a string or a list of at most 16 strings")
    return tuple(words)


def _message(turn: object) -> Message:
    role = _ROLES.get(str(turn.get("role"))) if isinstance(turn, Mapping) else None
    if role is None or not isinstance(turn, Mapping):
        raise _bad("messages", f"may have the roles {', '.join(_ROLES)}")
    content = turn.get("content")
    if isinstance(content, list):
        parts = [part.get("text") if isinstance(part, Mapping) else None for part in content]
        content = "".join(part for part in parts if isinstance(part, str)) if all(parts) else None
    if not isinstance(content, str):
        raise _bad("messages", "must have text as their content")
    return Message(role, content)


def _refuse_unknown(body: Body) -> None:
    for name, plain in _PLAIN.items():
        if body.get(name) not in (None, plain):
            raise Refusal(400, f"{name} is not supported here; leave it out.", "unsupported_parameter", param=name)


def _whole(body: Body, name: str, default: int) -> int:
    value = _number(name, body.get(name), default, 1, MOST_SAMPLES)
    return int(value)


def _number(name: str, value: object, default: float, least: float, most: float | None) -> float:
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise _bad(name, "must be a number")
    if value < least or (most is not None and value > most):
        raise _bad(name, f"must be at least {least:g}" + ("" if most is None else f" and at most {most:g}"))
    return value


def _bad(param: str, what: str) -> Refusal:
    return Refusal(400, f"{param} {what}.", "invalid_value", param=param)
