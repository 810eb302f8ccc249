from __future__ import annotations

from dataclasses import replace

import pytest

from smallcode_nb.agent.evidence import gather, label, sentence
from smallcode_nb.agent.select import Judge
from smallcode_nb.agent.testing import CARD
from smallcode_nb.agent.types import Evidence, Label, Spec, SpecKind, Usage

from .factories import failed, ran, scalar


def facts(**changes):
    found = Evidence(Label.PASSED, 8, 3, 2, 4, 4, 1, 7, "smallcode-tiny", "a1b2c3d4e5", "none", Usage(wall_s=6.12))
    return replace(found, **changes)


def test_the_sentence_a_user_reads():
    assert sentence(facts()) == (
        "3 of 8 ran, 2 agree, examples 4/4, 1 repair, 6.1 s · seed 7 · smallcode-tiny (a1b2c3d4) · sandbox none"
    )


def test_facts_that_are_not_there_are_not_mentioned():
    short = sentence(facts(agree=1, tests_total=0, tests_passed=0, repairs=0, weights=""))
    assert short == "3 of 8 ran, 6.1 s · seed 7 · smallcode-tiny · sandbox none"


def test_two_repairs_are_plural():
    assert "2 repairs" in sentence(facts(repairs=2))


def test_the_label_never_claims_more_than_the_runs_show():
    assert label(ran(0, passed=2, total=2), 1) is Label.PASSED
    assert label(ran(0), 2) is Label.AGREED
    assert label(ran(0), 1) is Label.RAN
    assert label(ran(0, passed=1, total=2), 5) is Label.RAN
    assert label(failed(0), 5) is Label.UNVERIFIED
    assert label(None, 0) is Label.UNVERIFIED


def test_counts_come_from_the_verdicts():
    ranked = Judge(Spec(SpecKind.CELL), frozenset()).rank([ran(0, scalar(1)), ran(1, scalar(1)), ran(2), failed(3)])
    found = gather(ranked, ranked[0], CARD, Usage(), seed=3, tier="bwrap", notes=("a",))
    assert (found.drawn, found.ran, found.agree, found.label) == (4, 3, 2, Label.AGREED)
    assert (found.model, found.seed, found.tier, found.notes) == ("scripted", 3, "bwrap", ("a",))


def test_when_nothing_ran_nothing_agrees():
    found = gather([failed(0)], None, CARD, Usage(), seed=0, tier="none")
    assert (found.agree, found.ran, found.label) == (0, 0, Label.UNVERIFIED)


@pytest.mark.parametrize(("share", "told"), [(0.9, "90%"), (0.9699, "96%"), (0.9999, "99%"), (1.0, "99%")])
def test_no_model_is_told_to_be_certain(share, told):
    assert f"the model was sure ({told})" in sentence(facts(sure=share))
