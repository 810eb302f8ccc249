import hashlib
import json

import pytest

from smallcode_nb.agent.types import Message, Prompt, PromptStyle, Sampling
from smallcode_nb.errors import WeightsDamaged, WeightsMissing
from smallcode_nb.models import load
from smallcode_nb.models.embedded import MANIFEST, WEIGHTS, load_embedded, verify

pytest.importorskip("openvino_genai")
shipped = pytest.mark.skipif(not (WEIGHTS / MANIFEST).is_file(), reason="the embedded weights are not shipped yet")


@pytest.fixture
def folder(random_model, tmp_path):
    files = {}
    for name in ("model.gguf", "tokenizer.json"):
        data = (random_model.folder / name).read_bytes()
        (tmp_path / name).write_bytes(data)
        files[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (tmp_path / MANIFEST).write_text(json.dumps({"files": files, "parameters": 123_456}))
    return tmp_path


async def test_a_model_trained_the_same_way_loads_from_its_directory(folder):
    model = load(str(folder))
    assert model.card.style is PromptStyle.TINY
    assert model.card.parameters == pytest.approx(0.000123456)
    assert model.card.repair_rounds == 1
    prompt = Prompt((Message("raw", "<|ns|>df<|task|>total<|code|>"),))
    chunks = [chunk async for chunk in model.sample((prompt,), (Sampling(temperature=0.0, max_tokens=8),))]
    assert chunks[-1].finish
    model.close()


def test_every_prompt_begins_with_the_beginning_marker_once(folder):
    model = load(str(folder))
    plain = model.encode_prompt(Prompt((Message("raw", "<|ns|>df"),)))
    written = model.encode_prompt(Prompt((Message("raw", "<|bos|><|ns|>df"),)))
    assert plain == written
    assert plain[:2] == [1, 3]
    model.close()


def test_a_damaged_file_is_named_with_the_remedy(folder):
    path = folder / "model.gguf"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(WeightsDamaged, match=r"model\.gguf.*Install smallcode-nb again"):
        load_embedded(folder=folder)


def test_a_missing_file_is_named_with_the_remedy(folder):
    (folder / "tokenizer.json").unlink()
    with pytest.raises(WeightsMissing, match=r"tokenizer\.json.*Install smallcode-nb again"):
        load_embedded(folder=folder)


def test_a_missing_manifest_is_missing_weights(tmp_path):
    with pytest.raises(WeightsMissing):
        verify(tmp_path)


@shipped
async def test_the_shipped_model_answers_and_ends_by_itself():
    model = load("smallcode-tiny")
    assert model.card.context == 1024
    assert len(model.card.weights_sha256) == 64
    prompt = Prompt((Message("raw", "<|ns|>x: int 3<|task|>print x<|code|>"),))
    chunks = [chunk async for chunk in model.sample((prompt,), (Sampling(temperature=0.0, max_tokens=64),))]
    assert chunks[-1].finish in ("stop", "length")
    model.close()
