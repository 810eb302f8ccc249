"""The embedded model writes names it never saw."""

import pytest

from smallcode_nb.agent.types import Message, Prompt, Sampling
from smallcode_nb.models.embedded import load_embedded
from smallcode_nb.models.standing_in import EmbeddedModel
from smallcode_nb.models.tiny.aliases import Lexicon

PROMPT = '<|ns|>quorbax: "zimlo_trave" float; "region" str North, South<|task|>mean zimlo_trave per region<|code|>'


@pytest.fixture(scope="module")
def model() -> EmbeddedModel:
    loaded = load_embedded()
    assert isinstance(loaded, EmbeddedModel)
    return loaded


async def answer(model: EmbeddedModel) -> str:
    text = ""
    async for chunk in model.sample((Prompt((Message("raw", PROMPT),)),), (Sampling(temperature=0.0),)):
        text += chunk.text
    return text


async def test_invented_names_come_back_as_the_user_wrote_them(model: EmbeddedModel) -> None:
    assert model.lexicon.spare
    text = await answer(model)
    assert "quorbax" in text
    assert "zimlo_trave" in text
    assert not any(f'"{word}"' in text for word in model.lexicon.spare)


async def test_without_a_lexicon_the_model_is_as_it_was(model: EmbeddedModel) -> None:
    lexicon, model.lexicon = model.lexicon, Lexicon(frozenset(), ())
    try:
        assert "region" in await answer(model)
    finally:
        model.lexicon = lexicon


async def test_a_request_is_spelled_right_and_code_in_it_is_not(model: EmbeddedModel) -> None:
    _, hurried = model._ready('<|ns|>df: "region" str<|task|>AVERAGE ROWS PER `region`<|code|>')
    assert "average rows per `region`" in hurried
    _, coded = model._ready("<|ns|><|task|>def averge(x):<|code|>")
    assert "def averge(x):" in coded
