from __future__ import annotations

from contextlib import aclosing

import pytest

from smallcode_nb.agent.draw import Drawer, ask, candidates
from smallcode_nb.agent.events import Drawing, Drawn
from smallcode_nb.agent.repair import Draft
from smallcode_nb.agent.testing import CARD, Recorder, ScriptedModel
from smallcode_nb.agent.types import Budget, LoopSettings, Message, Prompt, PromptStyle, Snippet, Spec, SpecKind
from smallcode_nb.errors import RequestTooLong

SNIPPET = Snippet("late = 1", "a.py")


def fill(snippets, draft):
    return Prompt((Message("raw", f"{len(snippets)} {draft.code if draft else ''}"),), (), snippets, 3)


def drawer(style=PromptStyle.CHAT, kind=SpecKind.CELL, **settings):
    return Drawer(LoopSettings(budget=Budget(seed=4), **settings), Spec(kind), style, fill)


async def drawn(model, draws, **more):
    recorder, charged = more.pop("recorder", Recorder()), more.pop("charged", [])
    stream = candidates(model, draws, 5, stub="", entry="", tell=recorder.on, charge=charged.append)
    return [candidate async for candidate in stream]


def test_the_first_batch_is_one_greedy_sample_and_warm_ones_two_of_them_without_snippets():
    draws = drawer().first((SNIPPET,), None, 8)
    assert [d.sampling.temperature for d in draws] == [0.0] + [0.8] * 7
    assert [d.origin.retrieval for d in draws] == [place not in (2, 7) for place in range(8)], "one of the first three"
    assert len({d.sampling.seed for d in draws}) == 8


@pytest.mark.parametrize(("n", "bare"), [(2, [1]), (3, [1, 2]), (4, [2, 3]), (6, [2, 5])])
def test_the_greedy_draw_always_has_the_snippets(n, bare):
    draws = drawer().first((SNIPPET,), None, n)
    assert [place for place, draw in enumerate(draws) if not draw.origin.retrieval] == bare


def test_without_snippets_all_share_one_prompt():
    assert len({d.prompt for d in drawer().first((), None, 8)}) == 1


def test_a_single_draw_is_greedy_and_keeps_its_snippets():
    (draw,) = drawer().first((SNIPPET,), None, 1)
    assert draw.origin.retrieval
    assert draw.sampling.temperature == 0


def test_retrying_puts_repairs_first_then_hotter_samples():
    draws = drawer().again((), [Draft("bad", "E: x", parent=3)], 2, 8, 1)
    assert [(d.origin.kind, d.origin.parent, d.sampling.temperature) for d in draws] == [
        ("repair", 3, 0.0), ("draw", None, 1.0), ("draw", None, 1.0),
    ]  # fmt: skip
    assert "bad" in draws[0].prompt.messages[0].content


def test_a_draft_too_long_for_the_window_is_not_repaired():
    def tight(snippets, draft):
        if draft:
            raise RequestTooLong("long", "short")
        return fill(snippets, draft)

    cut = Drawer(LoopSettings(), Spec(SpecKind.CELL), PromptStyle.TINY, tight)
    assert [d.origin.kind for d in cut.again((), [Draft("bad", "E")], 1, 8, 1)] == ["draw"]


def test_each_style_ends_where_its_models_run_on():
    assert drawer(PromptStyle.TINY).first((), None, 1)[0].sampling.stop == ("<|end|>",)
    assert drawer(PromptStyle.CHAT).first((), None, 1)[0].sampling.stop == ()
    assert "\ndef " in drawer(PromptStyle.BASE, SpecKind.FUNCTION).first((), None, 1)[0].sampling.stop
    assert "\ndef " not in drawer(PromptStyle.BASE).first((), None, 1)[0].sampling.stop


async def test_candidates_come_as_they_end_numbered_and_with_their_cost():
    recorder, charged = Recorder(), []
    model = ScriptedModel(["x = 1\nx + 2 + 3", "x"])
    found = await drawn(model, drawer().first((), None, 2), recorder=recorder, charged=charged)
    assert [(c.index, c.code) for c in found] == [(6, "x"), (5, "x = 1\nx + 2 + 3")]
    assert charged == [found[1].tokens, found[0].tokens]
    assert found[0].logprob == -0.2
    assert len(recorder.of(Drawn)) == 2
    assert recorder.of(Drawing)[-1].text == "x = 1\nx + 2 + 3"


async def test_a_sample_cut_by_its_token_limit_is_still_a_candidate():
    draws = Drawer(LoopSettings(budget=Budget(max_tokens=3)), Spec(SpecKind.CELL), PromptStyle.CHAT, fill)
    assert [c.code for c in await drawn(ScriptedModel(["x = 1\ny = 2"]), draws.first((), None, 1))] == ["x ="]


async def test_closing_the_stream_cancels_the_rest_and_still_charges_it():
    model, charged = ScriptedModel(["x", "y = 1 + 2 + 3"]), []
    stream = candidates(
        model, drawer().first((), None, 2), 0, stub="", entry="", tell=Recorder().on, charge=charged.append
    )
    async with aclosing(stream):
        async for _ in stream:
            break
    assert (model.cancelled, model.streaming) == (1, 0)
    assert len(charged) == 2


async def test_a_question_gets_one_greedy_answer():
    model = ScriptedModel(["1. load\n2. plot"])
    text, tokens = await ask(model, fill((), None), 50)
    assert text == "1. load\n2. plot"
    assert tokens > 0
    assert model.samplings[0].temperature == 0
    assert model.card is CARD
