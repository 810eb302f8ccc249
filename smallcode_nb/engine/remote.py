"""An engine that someone else runs for a class, as a `Model`.

Knows: what such an engine says about its models. Does not know: how it is started; it is never restarted from here.
"""

from __future__ import annotations

from dataclasses import replace

from ..agent.types import ModelCard
from ..errors import UnknownModel
from ..models.openai import OpenAIModel
from ..models.server import Server
from .client import read_card
from .counting import TokenCounter

KEY_VARIABLE = "SMALLCODE_API_KEY"


def connect_engine(address: str, name: str) -> OpenAIModel:
    """The model of that name there. Raises ServerError, UnknownModel naming what there is."""
    server = Server(address.rstrip("/"), KEY_VARIABLE)
    cards = ask_cards(server)
    found = [card for card in cards if card.name == name]
    if not found:
        there = ", ".join(card.name for card in cards) or "none"
        raise UnknownModel(f"The engine at {address} does not have {name}.", f"It has: {there}. %smallcode model NAME")
    # the text leaves this process, and %smallcode privacy goes by this
    card = replace(found[0], backend="openai")
    return OpenAIModel(server, name, card, exact=True, count=TokenCounter(server, name))


def ask_cards(server: Server) -> tuple[ModelCard, ...]:
    """The models of an engine. Raises ServerError, EngineError."""
    import httpx

    try:
        with server.client() as client:
            answer = client.get("models")
    except httpx.HTTPError as error:
        raise server.unreachable(error) from error
    if answer.status_code != httpx.codes.OK:
        raise server.refusal(answer.status_code, answer.text)
    try:
        return tuple(read_card(entry) for entry in answer.json()["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise server.not_an_api(answer.text) from error
