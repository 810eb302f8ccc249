import asyncio
from pathlib import Path

import pytest

from smallcode_nb.agent.types import ModelCard, PromptStyle
from smallcode_nb.engine.shelf import Shelf, absolute, key_of, read_options
from smallcode_nb.errors import EngineError, UnknownModel, UnknownOption
from smallcode_nb.models import LoadOptions


class Book:
    """A model that can be opened and closed."""

    def __init__(self, name, options=None):
        self.card = ModelCard(name.upper(), 1.0, 512, PromptStyle.CHAT, "scripted")
        self.closed = False

    def close(self):
        self.closed = True


async def test_a_model_wanted_by_two_at_once_is_loaded_once():
    loaded = []
    shelf = Shelf(1, lambda spec, options: loaded.append(spec) or Book(spec))
    first, second = await asyncio.gather(shelf.open("a"), shelf.open("a"))
    assert first is second
    assert loaded == ["a"]


async def test_a_new_model_takes_the_place_of_one_that_nobody_uses():
    shelf = Shelf(1, Book)
    old = await shelf.open("a")
    new = await shelf.open("b")
    assert old.closed
    assert shelf.models() == (new,)
    assert shelf.find("B") is shelf.find("b") is shelf.find("") is new


async def test_a_model_that_is_drawn_from_stays():
    shelf = Shelf(1, Book)
    old = await shelf.open("a")
    with shelf.using("a"), pytest.raises(EngineError, match="drawing from A"):
        await shelf.open("b")
    assert not old.closed
    await shelf.open("b")
    assert old.closed


async def test_a_model_that_cannot_be_loaded_leaves_nothing_behind():
    def fail(spec, options):
        raise UnknownModel(f"No {spec}.", "Try another.")

    shelf = Shelf(1, fail)
    with pytest.raises(UnknownModel):
        await shelf.open("a")
    with pytest.raises(UnknownModel, match="none yet"):
        shelf.find("a")


def test_paths_mean_the_same_in_another_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("m.gguf").touch()
    assert absolute("m.gguf") == str(tmp_path / "m.gguf")
    assert absolute("recorded:r.jsonl") == f"recorded:{tmp_path / 'r.jsonl'}"
    assert absolute("smallcode-tiny") == "smallcode-tiny"


async def test_a_model_opened_in_another_way_is_another_model():
    shelf = Shelf(2, lambda spec, options: Book(f"{spec} {options.cache_bits}"))
    full, small = await shelf.open("a"), await shelf.open("a", LoadOptions(cache_bits=4))
    assert (full.card.name, small.card.name) == ("A 0", "A 4")
    assert shelf.find("a (cache_bits=4)") is small
    assert await shelf.open("a", LoadOptions(cache_bits=4)) is small


def test_what_a_client_asks_for_is_read_or_refused():
    options = LoadOptions(backend="exllamav2", context=2048, timeout_s=5.0)
    assert read_options({"backend": "exllamav2", "context": 2048, "timeout_s": 5}) == options
    assert key_of("a", options) == "a (backend=exllamav2, context=2048, timeout_s=5.0)"
    for wrong in ({"context": "long"}, {"warp": 9}):
        with pytest.raises(UnknownOption, match="cannot be opened with"):
            read_options(wrong)
