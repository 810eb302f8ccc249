"""Repairing a cell over real kernels: by rules first, then by the model."""

import pytest

from smallcode_nb.agent.types import Failure
from smallcode_nb.errors import RequestError


def test_a_column_that_is_nearly_right_is_repaired_by_rule_and_has_run(actor):
    cell = "total = sales['pirce'].sum()"
    answer = actor.act("fix", cell, failure=Failure(cell, "KeyError", "'pirce'"))
    assert answer.code == "total = sales['price'].sum()"
    assert (answer.maker, answer.replaces) == ("rules", True)
    assert answer.facts[0] == "The cell failed with KeyError: 'pirce'."
    assert answer.attempts[0].run.ok


def test_without_a_traceback_the_error_is_found_by_running_the_cell(actor):
    answer = actor.act("fix", "total = slaes['price'].sum()")
    assert answer.code == "total = sales['price'].sum()"
    assert "NameError" in answer.facts[0]


def test_what_no_rule_repairs_goes_to_the_model_with_its_error(actor):
    cell = "total = sales['price'].total()"
    answer = actor.act("fix", cell)
    assert answer.maker == "model"
    assert answer.code == "total = sales['price'].sum()"
    assert actor.session.last.request.failure.ename == "AttributeError"


def test_words_about_what_is_wrong_go_to_the_model_at_once(actor):
    answer = actor.act("fix", "total = sales['pirce'].sum()", text="the total price")
    assert answer.maker == "model"


def test_a_cell_that_runs_is_not_repaired(actor):
    with pytest.raises(RequestError, match="runs without an error"):
        actor.act("fix", "total = 1")
