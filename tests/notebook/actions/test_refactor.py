"""A shorter version of a cell, offered only when it leaves the same behind."""

import pytest
from support import ScriptedModel

from smallcode_nb.agent.types import ModelCard, PromptStyle
from smallcode_nb.errors import RequestError


def test_a_shorter_version_that_leaves_the_same_is_offered_with_what_was_compared(actor):
    cell = 'part = sales[sales["price"] > 5]\nmeans = part.groupby("city")["price"].mean()'
    answer = actor.act("refactor", cell)
    assert answer.code == 'means = sales[sales["price"] > 5].groupby("city")["price"].mean()'
    assert (answer.label, answer.maker, answer.replaces) == ("checked", "rules", True)
    assert any("variables (means)" in fact for fact in answer.facts)
    assert any("part is no longer left behind" in note for note in answer.notes)


def test_a_name_that_another_cell_has_read_is_kept(actor):
    cell = "half = sales.head(2)\nshown = half.price.sum()"
    actor.run(cell)
    actor.run("print(len(half))")
    assert actor.act("refactor", cell).code == ""


def test_a_version_that_does_not_leave_the_same_is_not_offered_and_the_reason_is_told(actor):
    actor.run("def list():\n    return [1]")
    answer = actor.act("refactor", "x = list()")
    actor.run("del list")
    assert answer.code == ""
    assert "not the same: x" in answer.explanation
    assert answer.attempts[0].state == "failed"


def test_a_cell_that_cannot_be_shortened_is_told_to_be_so(actor):
    answer = actor.act("refactor", "total = sales['price'].sum()")
    assert (answer.code, answer.chosen) == ("", None)
    assert "No rule makes this cell shorter" in answer.explanation


def test_a_cell_that_fails_now_cannot_be_compared(actor):
    with pytest.raises(RequestError, match="fails on the variables as they are now"):
        actor.act("refactor", "import os\nx = missing_name")


def test_a_general_models_drafts_are_taken_only_when_they_leave_the_same(actor):
    card = ModelCard("general", 7.0, 4096, PromptStyle.CHAT, "openai")
    model = ScriptedModel("```python\nbest = sales.nlargest(1, 'price')\n```", "```python\nbest = 3\n```")
    model.card = card
    actor.session.models["general"] = model
    cell = "ordered = sales.sort_values('price', ascending=False)\nbest = ordered.head(1)"
    answer = actor.act("refactor", cell, model="general", n=2)
    assert answer.maker in ("model", "rules")
    reasons = {attempt.code: attempt.reason for attempt in answer.attempts}
    assert "not the same" in reasons["best = 3"]
    assert actor.run(f"{answer.code}\nassert best.price.tolist() == [14.0]").success
