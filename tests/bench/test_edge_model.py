from dataclasses import replace

import pytest

from smallcode_nb.agent.types import Message, Prompt, Sampling
from smallcode_nb.bench import edge_model
from smallcode_nb.errors import UnknownOption
from smallcode_nb.models import load, presets
from smallcode_nb.models.memory import Shape

pytest.importorskip("gguf", reason="writing a GGUF needs the train extra")
NAME = "qwen2.5-coder-1.5b-instruct"


@pytest.fixture
def small(monkeypatch):
    """The preset with fewer and narrower layers."""
    preset = replace(presets()[NAME], shape=Shape(2, 64, 4, 2, 96, 512, tied=True), context=512)
    monkeypatch.setattr(edge_model, "presets", lambda: {NAME: preset})
    return preset


async def test_a_file_of_random_weights_opens_and_draws(small, tmp_path):
    path = edge_model.write_random_gguf(NAME, tmp_path / "random.gguf")
    assert path.stat().st_size < small.shape.parameters, "less than a byte a weight"
    model = load(str(path))
    prompt = Prompt((Message("user", "total"),))
    chunks = [chunk async for chunk in model.sample((prompt,) * 2, (Sampling(max_tokens=5),) * 2)]
    assert {chunk.index for chunk in chunks if chunk.finish} == {0, 1}
    model.close()


def test_a_shape_that_is_not_written_names_those_that_are(tmp_path):
    with pytest.raises(UnknownOption, match="phi-3") as refused:
        edge_model.write_random_gguf("phi-3-mini-4k-instruct", tmp_path / "a.gguf")
    assert NAME in refused.value.remedy
