from dataclasses import replace

import pytest

from smallcode_nb.agent.testing import CARD
from smallcode_nb.agent.types import LoopSettings
from smallcode_nb.bench.provenance import provenance
from smallcode_nb.bench.report import render
from smallcode_nb.bench.results import open_results, read_results
from smallcode_nb.bench.summary import pass_curve, summarise
from smallcode_nb.bench.trial import Pool, Row
from smallcode_nb.errors import RequestError


@pytest.fixture
def told():
    return provenance("notebookbench", "what is asked", 4, CARD, LoopSettings(), 0.0)


def row(task, arm, right, wall):
    return Row(task, "joins", arm, 0, 4, right, generations=2, tokens=30, executions=1, wall_s=wall)


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path, told):
    path = tmp_path / "r.jsonl"
    open_results(path, told).add([row("a", "greedy", True, 0.5), Pool("a", "joins", 0, 4, 4, 2, 3, 1)])
    path.write_text(path.read_text() + '{"kind": "row", "task": "b", "fam')
    again = open_results(path, told)
    assert again.done() == {("a", "greedy", 0), ("a", "pool", 0)}
    again.add([row("b", "greedy", False, 0.5)])
    assert [r.task for r in read_results(path).rows] == ["a", "b"]


def test_results_of_another_model_do_not_mix(tmp_path, told):
    path = tmp_path / "r.jsonl"
    open_results(path, told)
    with pytest.raises(RequestError, match="another model"):
        open_results(path, replace(told, model="other"))


def test_arms_are_summed_up_against_greedy_and_the_oracle(told, tmp_path):
    results = open_results(None, told)
    results.add([row("a", "greedy", True, 0.5), row("b", "greedy", False, 0.5)])
    results.add([row("a", "full", True, 1.0), row("b", "full", True, 2.0)])
    results.add([Pool("a", "joins", 0, 4, 4, 2, 3, 1), Pool("b", "joins", 0, 4, 4, 1, 3, 1)])
    greedy, full = summarise(results)
    assert (greedy.pass1, full.pass1, full.oracle, full.of_oracle) == (0.5, 1.0, 1.0, 1.0)
    assert full.over_greedy == 3.0
    assert pass_curve(results.pools) == {1: 0.3333, 2: 0.6667}
    page = render([results])
    assert "| CodeLlama-7B | 34.8 | 67.3 |  |  |" in page
    assert "| full | 100.0% |" in page
