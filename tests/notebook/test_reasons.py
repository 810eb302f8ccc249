"""Why a candidate was chosen or lost, in words."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from smallcode_nb.agent.types import Candidate, Origin, Run, RunError, RunStatus, Verdict
from smallcode_nb.notebook.reasons import fate, problem, run_problem

CANDIDATE = Candidate(0, "x", "x", Origin("draw"))
OK = Run(RunStatus.OK)


@pytest.mark.parametrize("status", [s for s in RunStatus if s not in (RunStatus.OK, RunStatus.ERROR)])
def test_every_way_a_run_can_end_has_words(status):
    assert len(run_problem(Run(status)).split()) > 2


def test_an_error_names_its_line():
    run = Run(RunStatus.ERROR, error=RunError("KeyError", "'a'", line=3))
    assert run_problem(run) == "KeyError: 'a' (line 3)"


def test_a_failed_test_is_quoted():
    verdict = Verdict(CANDIDATE, OK, tests_passed=1, tests_total=2, failed_tests=("assert x == 2",))
    assert problem(verdict) == "1 of 2 examples hold: assert x == 2"


def test_a_candidate_that_passed_has_no_problem():
    assert problem(Verdict(CANDIDATE, OK)) == ""


def test_a_name_that_only_the_loser_leaves_out_is_told():
    chosen, loser = Verdict(CANDIDATE, OK), Verdict(replace(CANDIDATE, index=1), OK, overlooked=("dep delay",))
    outcome = SimpleNamespace(chosen=chosen, evidence=SimpleNamespace(label="ran"))
    assert fate(loser, outcome) == "ran, but leaves out dep delay"
