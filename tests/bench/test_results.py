from dataclasses import replace

import pytest

from smallcode_nb.agent.testing import CARD
from smallcode_nb.agent.types import LoopSettings
from smallcode_nb.bench.provenance import provenance
from smallcode_nb.bench.report import render
from smallcode_nb.bench.results import Cost, open_results, read_results
from smallcode_nb.bench.summary import oracles, rescues, summarise
from smallcode_nb.bench.trial import Pool, Row
from smallcode_nb.errors import RequestError


@pytest.fixture
def told():
    return provenance("notebookbench", "what is asked", CARD, LoopSettings())


def row(task, arm, right, wall, n=4):
    return Row(task, "joins", arm, 0, n, right, generations=2, tokens=30, executions=1, wall_s=wall)


def pool(task, right, n=4, **more):
    return Pool(task, "joins", 0, n, n, right, n - 1, right - 1, **more)


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path, told):
    path = tmp_path / "r.jsonl"
    open_results(path, told).add([row("a", "greedy", True, 0.5), pool("a", 2)])
    path.write_text(path.read_text() + '{"kind": "row", "task": "b", "fam')
    again = open_results(path, told)
    assert again.done() == {("a", "greedy", 0, 4), ("a", "pool", 0, 4)}
    again.add([row("b", "greedy", False, 0.5)])
    assert [r.task for r in read_results(path).rows] == ["a", "b"]


def test_a_file_read_again_holds_what_was_written(tmp_path, told):
    results = open_results(tmp_path / "r.jsonl", told)
    results.add([replace(row("a", "full", True, 0.5), fixes=("import added: np",)), pool("a", 2, fixers={"x": (2, 1)})])
    results.spend(Cost(asked=9, executed=4, run_s=0.5, wall_s=1.0))
    again = read_results(tmp_path / "r.jsonl")
    assert (again.rows, again.pools, again.costs) == (results.rows, results.pools, results.costs)


@pytest.mark.parametrize("change", [{"model": "other"}, {"paired": True}, {"settings": "{}"}])
def test_results_of_another_model_or_way_of_measuring_do_not_mix(tmp_path, told, change):
    path = tmp_path / "r.jsonl"
    open_results(path, told)
    with pytest.raises(RequestError, match="another model"):
        open_results(path, replace(told, **change))


def test_arms_are_summed_up_against_greedy_and_the_oracle(told):
    results = open_results(None, told)
    results.add([row("a", "greedy", True, 0.5), row("b", "greedy", False, 0.5)])
    results.add([row("a", "full", True, 1.0), row("b", "full", True, 2.0)])
    results.add([pool("a", 2), pool("b", 2)])
    greedy, full = summarise(results)
    assert (greedy.pass1, full.pass1, full.oracle, full.of_oracle) == (0.5, 1.0, 1.0, 1.0)
    assert full.over_greedy == 3.0
    assert oracles(results.pools)[4].curve == {1: 0.3333, 2: 0.6667}
    page = render([results])
    assert "| CodeLlama-7B | 34.8 | 67.3 |  |  |" in page
    assert "| full | 100.0% |" in page


def test_each_number_of_draws_is_summed_up_on_its_own_and_against_its_own_oracle(told):
    results = open_results(None, told)
    results.add([row("a", "full", False, None, n=2), row("a", "full", True, None, n=4)])
    results.add([pool("a", 0, n=2), pool("a", 1, n=4, mended_right=2)])
    two, four = summarise(results)
    assert (two.n, two.pass1, two.oracle, two.of_oracle) == (2, 0.0, 0.0, None)
    assert (four.n, four.pass1, four.oracle, four.of_oracle) == (4, 1.0, 1.0, 1.0)
    assert (oracles(results.pools)[2].right, oracles(results.pools)[4].mended) == (0.0, 1.0)


def test_the_oracle_is_compared_over_the_tasks_that_have_one(told):
    results = open_results(None, told)
    results.add([row("a", "full", True, None), row("several steps", "full", False, None), pool("a", 1)])
    (full,) = summarise(results)
    assert (full.pass1, full.of_oracle) == (0.5, 1.0)


def test_fixers_are_told_with_what_they_changed_and_what_they_saved():
    pools = [
        pool("a", 1, fixers={"aligned": (2, 1)}),
        pool("b", 1, fixers={"aligned": (1, 0), "dedented": (1, 1)}),
        pool("a", 1, n=2, fixers={"aligned": (9, 9)}),
    ]
    assert rescues(pools) == {"aligned": (3, 1, 8), "dedented": (1, 1, 8)}
