from importlib.metadata import EntryPoint

import pytest

from smallcode_nb.errors import UnknownModel, WeightsMissing
from smallcode_nb.models import registry
from smallcode_nb.models.registry import Kind, resolve


@pytest.mark.parametrize("name", ["smallcode-tiny", "Qwen2.5-Coder-7B-Instruct"])
def test_a_presets_name_is_known_in_any_case(name):
    target = resolve(name)
    assert target.kind is Kind.PRESET
    assert target.preset.name == name.lower()


@pytest.mark.parametrize(
    ("spec", "kind", "place", "model"),
    [
        ("http://localhost:8000/v1", Kind.SERVER, "http://localhost:8000/v1", ""),
        ("https://box/v1/#org/name", Kind.SERVER, "https://box/v1", "org/name"),
        ("unix:/run/engine.sock#smallcode-tiny", Kind.SERVER, "unix:/run/engine.sock", "smallcode-tiny"),
        ("ollama:qwen2.5-coder:1.5b", Kind.OLLAMA, "qwen2.5-coder:1.5b", ""),
        ("ollama", Kind.OLLAMA, "", ""),
    ],
)
def test_addresses_are_read(spec, kind, place, model):
    target = resolve(spec)
    assert (target.kind, target.place, target.model) == (kind, place, model)


def test_paths_are_read(tmp_path):
    gguf, tape = tmp_path / "m.GGUF", tmp_path / "tape.jsonl.gz"
    gguf.touch()
    tape.touch()
    assert resolve(str(gguf)).kind is Kind.GGUF
    assert resolve(str(tmp_path)).path == tmp_path
    assert resolve(f"recorded:{tape}").path == tape


@pytest.mark.parametrize("spec", ["/no/such/model.gguf", "recorded:/no/such.jsonl", "./no/such/folder"])
def test_a_path_that_is_not_there_is_missing_and_not_unknown(spec):
    with pytest.raises(WeightsMissing, match="no"):
        resolve(spec)


def test_a_misspelled_name_gets_the_nearest_one():
    with pytest.raises(UnknownModel, match=r"Did you mean 'qwen2\.5-coder-3b-instruct'"):
        resolve("qwen2.5-coder-3b")
    with pytest.raises(UnknownModel, match="Did you mean 'smallcode-tiny'"):
        resolve("smalcode-tiny")


@pytest.mark.parametrize("spec", ["", "zzz"])
def test_a_name_near_nothing_gets_the_whole_list(spec):
    with pytest.raises(UnknownModel, match=r"Known are smallcode-tiny, .*ollama:TAG"):
        resolve(spec)


def test_someone_elses_model_is_found_by_its_entry_point(monkeypatch):
    plugin = EntryPoint("theirs", "json:loads", registry.ENTRY_POINTS)
    found = {"theirs": (plugin,)}
    monkeypatch.setattr(registry, "entry_points", lambda group, name: found.get(name, ()))
    assert resolve("theirs:large").kind is Kind.PLUGIN
