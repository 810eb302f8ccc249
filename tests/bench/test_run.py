from __future__ import annotations

import json

import pytest

from smallcode_nb.agent.testing import CARD
from smallcode_nb.agent.types import LoopSettings
from smallcode_nb.bench.provenance import provenance
from smallcode_nb.bench.results import Cost, Results
from smallcode_nb.bench.run import show
from smallcode_nb.bench.trial import Pool, Row
from smallcode_nb.cli import main


def results(price=0.0):
    found = Results(provenance("notebookbench", "text", CARD, LoopSettings(), price))
    for n in (2, 4):
        found.add([Row("a", "joins", arm, 0, n, True, 1, 50, 10, 2, 3.6, energy_j=7.5) for arm in ("greedy", "full")])
        found.add([Pool("a", "joins", 0, n, n, 1, n - 1, 1)])
    found.spend(Cost(10, 4, 0.5, 9.0))
    return found


def measured(capsys, found):
    show(found, as_json=True)
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_last_line_is_one_object_with_what_was_measured_per_arm(capsys):
    told = measured(capsys, results(price=2.0))
    assert {"pass1", "ci95", "oracle", "tokens", "executions", "wall_p50_s", "wall_p95_s", "over_greedy"} <= set(
        told["full"]
    )
    assert (told["full"]["n"], told["n"], set(told["by_n"])) == (4, 4, {"2", "4"})
    assert told["full"]["cost_per_1k_tokens"] == pytest.approx(3.6 / 3600 * 2.0 / 50 * 1000)
    assert told["full"]["energy_j"] == 7.5
    assert told["costs"] == [{"asked": 10, "executed": 4, "run_s": 0.5, "wall_s": 9.0}]
    assert told["peak_memory_mb"] > 10


def test_without_a_price_there_is_no_cost(capsys):
    assert measured(capsys, results())["full"]["cost_per_1k_tokens"] is None


@pytest.mark.parametrize(
    ("more", "told"),
    [(["--arms", "guess"], "no arm guess"), (["--without", "guess"], "no rule guess"), (["--n", "0"], "at least one")],
)
def test_what_cannot_be_compared_is_told(capsys, more, told):
    assert main(["bench", "run", "--tasks", "notebookbench", "--limit", "1", *more]) != 0
    assert told in capsys.readouterr().err
