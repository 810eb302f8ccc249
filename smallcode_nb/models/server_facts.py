"""What a server says about its models: names, windows, sizes.

Knows: where vLLM, llama.cpp, LM Studio, TabbyAPI and our own engine put these facts in `/v1/models`.
Does not know: how samples are drawn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from smallcode_nb.agent.types import ModelCard, PromptStyle
from smallcode_nb.errors import ServerError, UnknownModel

from .presets import Preset, presets, repair_rounds
from .server import Server

WINDOW = 4096  # where a server does not say
_WINDOW_KEYS = (
    "max_model_len",
    "context_length",
    "max_context_length",
    "loaded_context_length",
    "n_ctx",
    "n_ctx_train",
)
_SIZE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)b(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """One model a server has; `context` is 0 when it does not say."""

    name: str
    context: int


def ask_offers(server: Server) -> tuple[Offer, ...]:
    """The models of a server. Raises ServerError."""
    import httpx

    try:
        with server.client() as client:
            answer = client.get("models")
    except httpx.TimeoutException as error:
        raise server.stalled() from error
    except httpx.HTTPError as error:
        raise server.unreachable(error) from error
    if answer.status_code != httpx.codes.OK:
        raise server.refusal(answer.status_code, answer.text)
    return _offers(server, answer)


def choose(server: Server, offers: tuple[Offer, ...], wanted: str) -> Offer:
    """The offer of that name, or the first when none is named. Raises UnknownModel, ServerError."""
    if not offers:
        raise ServerError(f"The server at {server.address} has no model loaded.", "Load one there first.")
    if not wanted:
        return offers[0]
    names = [offer.name for offer in offers]
    if wanted in names:
        return offers[names.index(wanted)]
    near = get_close_matches(wanted, names, n=1, cutoff=0.3) or names[:1]
    raise UnknownModel(f"The server at {server.address} has no model {wanted!r}.", f"Did you mean {near[0]!r}?")


def describe(offer: Offer, context: int = 0) -> ModelCard:
    """A card for a served model: by its preset where the name tells, else by the size in its name."""
    preset = match_preset(offer.name)
    limits = [limit for limit in (offer.context, preset.context if preset else 0, context) if limit]
    window = min(limits) if limits else WINDOW
    if preset is not None:
        return preset.card("openai", context=window)
    size = size_in(offer.name)
    return ModelCard(
        name=offer.name,
        parameters=size,
        context=window,
        style=PromptStyle.CHAT,
        backend="openai",
        repair_rounds=repair_rounds(size),
    )


def match_preset(name: str) -> Preset | None:
    """The preset a served model's name stands for."""
    wanted = name.lower().removesuffix(":latest")
    for preset in presets().values():
        sources = preset.sources
        known = (preset.name, sources.safetensors, sources.gguf, sources.exl2, sources.ollama, sources.gguf_file)
        if wanted in {form.lower() for form in known if form}:
            return preset
    tail = wanted.rpartition("/")[2]
    return next((preset for preset in presets().values() if tail.startswith(preset.name)), None)


def size_in(name: str) -> float:
    """Billions of parameters as a model's name states them, 7 when it does not."""
    found = _SIZE.search(name)
    return float(found[1]) if found else 7.0


def _offers(server: Server, answer: Any) -> tuple[Offer, ...]:
    try:
        entries = answer.json()["data"]
        return tuple(Offer(str(entry["id"]), _window(entry)) for entry in entries)
    except (ValueError, KeyError, TypeError) as error:
        raise server.not_an_api(answer.text) from error


def _window(entry: Mapping[str, Any]) -> int:
    for place in (entry, entry.get("meta"), entry.get("parameters")):
        if not isinstance(place, Mapping):
            continue
        for key in (*_WINDOW_KEYS, "max_seq_len"):
            if isinstance(place.get(key), int) and place[key] > 0:
                return int(place[key])
    return 0
