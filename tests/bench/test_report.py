from __future__ import annotations

from dataclasses import replace

import pytest

from smallcode_nb.agent.testing import CARD
from smallcode_nb.agent.types import LoopSettings
from smallcode_nb.bench.figure import draw
from smallcode_nb.bench.provenance import provenance
from smallcode_nb.bench.report import claims, render, section
from smallcode_nb.bench.results import Cost, Results
from smallcode_nb.bench.trial import Pool, Row
from smallcode_nb.cli import main


def results(tasks="humaneval", model="CodeLlama-7B-Instruct", backend="exllamav2", arms=("greedy", "full"), ns=(4,)):
    told = provenance(tasks, "text", replace(CARD, name=model, backend=backend), LoopSettings())
    found = Results(told)
    for n in ns:
        for arm in arms:
            found.add([Row(name, "functions", arm, 0, n, name == "a" or arm == "full") for name in "ab"])
        found.add([Pool(name, "functions", 0, n, n, 2, n - 1, 1, 2, {"aligned": (1, 1)}) for name in "ab"])
    return found


def test_a_claim_stands_beside_what_was_measured_and_stays_empty_otherwise():
    table = claims([results()])
    assert "| CodeLlama-7B | 34.8 | 67.3 | 50.0 | 100.0 |" in table
    assert "| Phi-3-mini | 28.5 | 58.9 |  |  |" in table


@pytest.mark.parametrize("other", [{"tasks": "mbpp"}, {"backend": "recorded"}, {"model": "CodeLlama-13B"}])
def test_another_set_model_or_a_recording_does_not_fill_a_claim(other):
    assert "| CodeLlama-7B | 34.8 | 67.3 |  |  |" in claims([results(**other)])


def test_a_section_tells_arms_oracle_rules_fixers_and_costs():
    found = results(arms=("greedy", "select", "select~index"))
    found.spend(Cost(1000, 400, 1.0, 2.0))
    text = section(found)
    assert "Of 1,000 runs that were asked for, 400 ran" in text
    assert "| 4 | select | 50.0% |" in text
    assert "| select~index | 4 | +0.0 |" in text
    assert "| aligned | 2 | 2 |" in text
    assert "n = 4: any draw right (oracle) 100.0%" in text


def test_a_result_without_pools_or_rules_has_no_empty_tables():
    found = results(arms=("reference",))
    found.pools.clear()
    assert "fixer" not in section(found)
    assert "leaving out" not in section(found)


@pytest.mark.parametrize("ns", [(4,), (4, 8)])
def test_the_figure_is_drawn_for_one_or_several_numbers_of_draws(tmp_path, ns):
    draw([results(ns=ns), results(ns=ns)], tmp_path / "f.png")
    assert (tmp_path / "f.png").stat().st_size > 1000


def test_the_command_writes_one_part_of_a_page(tmp_path, capsys):
    from smallcode_nb.bench.results import open_results

    found, page = results(), tmp_path / "page.md"
    written = open_results(tmp_path / "r.jsonl", found.provenance)
    written.add([*found.rows, *found.pools])
    page.write_text("# By hand\n")
    for part in ("humaneval", "claims", "humaneval"):
        assert main(["bench", "report", str(tmp_path / "r.jsonl"), "--out", str(page), "--part", part]) == 0
    text = page.read_text()
    assert text.startswith("# By hand\n")
    assert text.count("### humaneval: CodeLlama-7B-Instruct") == 1
    assert "| CodeLlama-7B | 34.8 | 67.3 | 50.0 | 100.0 |" in text
    assert render([found]).startswith("# Benchmarks")
