from __future__ import annotations

import pytest

from smallcode_nb.agent.rules import Rule
from smallcode_nb.agent.types import LoopSettings
from smallcode_nb.bench.arms import Arm, settings_for
from smallcode_nb.bench.ways import Way, leaving_out, parse
from smallcode_nb.errors import UnknownOption


@pytest.mark.parametrize("text", ["select", "best-of-n", "select~row-order", "full+drop", "select~index+nulls"])
def test_a_way_is_reported_as_it_is_asked_for(text):
    assert parse(text).label == text


def test_a_way_leaves_out_its_rule_and_adds_its_variant():
    settings = parse("select~row-order+drop").settings(LoopSettings(variants=("shuffle",)))
    assert (settings.without, settings.variants) == ((Rule.ROW_ORDER,), ("shuffle", "drop"))
    assert Way(Arm.SELECT).settings(LoopSettings()) == LoopSettings()


@pytest.mark.parametrize("text", ["nonsense", "select~nonsense", "select+nonsense", "greedy~index", "best-of-n+drop"])
def test_what_there_is_not_is_told_with_what_there_is(text):
    with pytest.raises(UnknownOption) as told:
        parse(text)
    assert ":" in told.value.remedy


def test_leaving_out_all_rules_one_by_one_keeps_the_whole_beside_them():
    ways = [way.label for way in leaving_out(["all"])]
    assert ways[0] == "select"
    assert {f"select~{rule}" for rule in Rule} | {"select+shuffle"} <= set(ways)
    assert leaving_out([]) == ()


def test_stopping_early_is_left_out_like_a_rule():
    settings = parse("select~early-stop").settings(LoopSettings())
    assert settings_for(Arm.SELECT, 8, 0, LoopSettings()).early_stop
    assert not settings_for(Arm.SELECT, 8, 0, settings).early_stop
