"""The functions that users are given in the corpus."""

from random import Random

from smallcode_nb.models.tiny.corpus.execute import run
from smallcode_nb.models.tiny.corpus.generate import shown
from smallcode_nb.models.tiny.corpus.helpers import live, make_helpers, modules
from smallcode_nb.models.tiny.corpus.namespaces import make_world

MADE = [make_helpers(Random(seed), "train") for seed in range(60)]


def test_a_function_of_another_file_runs_once_it_is_imported_and_not_before() -> None:
    helper = next(h for helpers in MADE for h in helpers if h.module)
    code = f"from {helper.module} import {helper.name}\n{helper.name}.__name__"
    assert "ModuleNotFoundError" in run(code, {}).error
    assert run(code, {}, modules((helper,))).value == helper.name
    assert "ModuleNotFoundError" in run(code, {}).error, "it is gone again"


def test_a_function_of_the_notebook_is_a_live_variable() -> None:
    helper = next(h for helpers in MADE for h in helpers if not h.module)
    assert run(f"callable({helper.name})", live((helper,))).value is True


def test_a_namespace_shows_how_each_function_is_called_and_where_it_is_from() -> None:
    worlds = [world for seed in range(200) if (world := make_world(seed, "train")).helpers]
    assert worlds
    for world in worlds:
        lines = shown(world).splitlines()
        for helper in world.helpers:
            head = f"from {helper.module}: " if helper.module else ""
            assert any(line.startswith(f"{head}{helper.name}{helper.signature}") for line in lines)


def test_no_heldout_namespace_needs_a_file() -> None:
    assert not any(h.module for seed in range(80) for h in make_world(seed, "heldout").helpers)
