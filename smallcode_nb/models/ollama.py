"""Finds a running Ollama, lists the models it has below 8B, and opens one.

Knows: Ollama's own routes beside its OpenAI-compatible ones. Does not know: how samples are drawn.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from smallcode_nb.errors import ServerError, UnknownModel

from .openai import OpenAIModel
from .options import LoadOptions
from .server import Server
from .server_facts import Offer, describe, size_in

DEFAULT_ADDRESS = "http://127.0.0.1:11434"
LARGEST = 8.0  # billions of parameters
_SMALL_WINDOW = 4096  # Ollama's own default: larger needs num_ctx, which its OpenAI route does not take
_UNITS = {"K": 1e-6, "M": 1e-3, "B": 1.0}


@dataclass(frozen=True, slots=True)
class OllamaModel:
    """One installed model; `parameters` in billions."""

    tag: str
    parameters: float
    family: str = ""


def ollama_address() -> str:
    """Where Ollama listens: OLLAMA_HOST, else its default."""
    host = os.environ.get("OLLAMA_HOST", "").rstrip("/")
    if not host:
        return DEFAULT_ADDRESS
    address = host if "://" in host else f"http://{host}"
    address = address.replace("://0.0.0.0", "://127.0.0.1")
    return address if address.count(":") > 1 else f"{address}:11434"


def list_ollama(address: str = "", timeout_s: float = 5.0) -> tuple[OllamaModel, ...]:
    """Installed models below 8B, smallest first. Raises ServerError when no Ollama answers."""
    server = Server(address or ollama_address(), timeout_s=timeout_s)
    entries = _ask(server, "/api/tags").get("models") or []
    found = (OllamaModel(str(entry["name"]), _size(entry), _detail(entry, "family")) for entry in entries)
    return tuple(sorted((m for m in found if m.parameters < LARGEST), key=lambda m: (m.parameters, m.tag)))


def connect_ollama(tag: str, options: LoadOptions, address: str = "") -> OpenAIModel:
    """Open an installed model, the largest below 8B when `tag` is "". Raises ServerError, UnknownModel."""
    address = address or ollama_address()
    chosen = choose_installed(list_ollama(address), tag)
    offer = Offer(chosen.tag, options.context or _SMALL_WINDOW)
    server = Server(f"{address}/v1", timeout_s=options.timeout_s)
    return OpenAIModel(server, chosen.tag, describe(offer), retries=options.retries, batched=False)


def choose_installed(installed: tuple[OllamaModel, ...], tag: str) -> OllamaModel:
    """The model of that tag, the largest when it is "". Raises UnknownModel with the nearest."""
    if not installed:
        raise UnknownModel("Ollama has no model below 8B.", "Get one: ollama pull qwen2.5-coder:1.5b")
    if not tag:
        return installed[-1]
    names = {name: model for model in installed for name in (model.tag, model.tag.removesuffix(":latest"))}
    if tag in names:
        return names[tag]
    near = get_close_matches(tag, names, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}? Or get it" if near else "Get it"
    raise UnknownModel(f"Ollama has no model {tag!r} below 8B.", f"{hint}: ollama pull {tag}")


def _ask(server: Server, path: str) -> dict[str, Any]:
    import httpx

    try:
        with server.client() as client:
            answer = client.get(path)
    except httpx.HTTPError as error:
        cause = f"No Ollama answers at {server.address} ({type(error).__name__})."
        raise ServerError(cause, "Start it: ollama serve") from error
    if answer.status_code != httpx.codes.OK:
        raise server.refusal(answer.status_code, answer.text)
    try:
        data = answer.json()
    except ValueError as error:
        raise server.not_an_api(answer.text) from error
    return data if isinstance(data, dict) else {}


def _detail(entry: dict[str, Any], name: str) -> str:
    details = entry.get("details")
    return str(details.get(name) or "") if isinstance(details, dict) else ""


def _size(entry: dict[str, Any]) -> float:
    """Billions, from "1.5B" or "494.03M", else from the name."""
    text = _detail(entry, "parameter_size").upper()
    try:
        return float(text[:-1]) * _UNITS[text[-1:]]
    except (ValueError, KeyError):
        return size_in(str(entry["name"]))
