"""Where a model is opened, as the setting says."""

import asyncio

import pytest

from smallcode_nb.agent.types import Message, Prompt, Sampling
from smallcode_nb.engine.choose import open_model
from smallcode_nb.engine.process import running
from smallcode_nb.errors import ServerError, UnknownModel, UnknownOption
from smallcode_nb.models.openai import OpenAIModel


@pytest.fixture
def nowhere(place, monkeypatch):
    """An empty runtime directory."""
    monkeypatch.setattr("smallcode_nb.engine.client.default_place", lambda: place)
    return place


def test_a_large_model_goes_into_the_engine_and_off_keeps_it_here(nowhere, random_model):
    pytest.importorskip("openvino_genai")
    here = open_model(str(random_model.gguf), "off")
    assert running(nowhere) is None
    here.close()
    shared = open_model(str(random_model.gguf), "auto")
    assert running(nowhere) is not None
    assert shared.card == here.card


def test_what_needs_no_memory_stays_in_this_process(nowhere, recording):
    assert open_model(recording, "on").card.backend == "recorded"
    assert running(nowhere) is None


def test_an_unknown_setting_names_the_known_ones():
    with pytest.raises(UnknownOption, match='"auto", "on", "off"'):
        open_model("smallcode-tiny", "yes")


async def test_a_class_engine_draws_with_a_users_key(served, chat_gguf, monkeypatch):
    monkeypatch.setenv("SMALLCODE_API_KEY", "ana-key")
    from smallcode_nb.engine.remote import connect_engine

    model = await asyncio.to_thread(connect_engine, served.address, "random-chat")
    assert isinstance(model, OpenAIModel)
    assert (model.card.backend, model.card.context) == ("openai", 512)
    prompt = Prompt((Message("user", "total price"),))
    chunks = [chunk async for chunk in model.sample((prompt,), (Sampling(max_tokens=8),))]
    assert chunks[-1].finish
    assert chunks[-1].logprob < 0
    assert model.count_tokens("total price") > 1
    await model.aclose()


def test_a_class_engine_says_what_it_has_and_refuses_strangers(served, monkeypatch):
    monkeypatch.setenv("SMALLCODE_API_KEY", "ana-key")
    with pytest.raises(UnknownModel, match="It has: random-chat"):
        open_model("smallcode-tiny", served.address)
    monkeypatch.setenv("SMALLCODE_API_KEY", "guess")
    with pytest.raises(ServerError, match="SMALLCODE_API_KEY"):
        open_model("smallcode-tiny", served.address)
