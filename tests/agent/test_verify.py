from __future__ import annotations

from dataclasses import replace

import pytest

from smallcode_nb.agent.helpers import Helper
from smallcode_nb.agent.testing import run_inline
from smallcode_nb.agent.types import (
    Mention,
    Namespace,
    Probe,
    PublicTest,
    Run,
    RunError,
    RunStatus,
    Snippet,
    Spec,
    SpecKind,
)
from smallcode_nb.agent.verify import Verifier, holds

from .factories import NAMESPACE, candidate, scalar

TESTS = (PublicTest("assert f(2) == 4", "f(2)", "4"), PublicTest("assert f(3) > 5", "f(3) > 5"))
FUNCTION = Spec(SpecKind.FUNCTION, "f", tests=TESTS, probes=("f(9)",))
CELL = Spec(SpecKind.CELL)


def verifier(spec=FUNCTION, namespace=NAMESPACE, execute=None, **more):
    async def inline(job):
        return run_inline(job, {})

    return Verifier(spec, namespace, execute or inline, 5.0, **more)


async def verdict(code, **more):
    checker = verifier(**more)
    return await checker.judge(checker.prepare(candidate(0, code)))


async def test_every_example_is_compared_outside_the_kernel():
    good = await verdict("def f(n): return n * 2")
    assert (good.tests_passed, good.tests_total, good.failed_tests, good.passed) == (2, 2, (), True)
    bad = await verdict("def f(n): return n + 2")
    assert (bad.tests_passed, bad.failed_tests, bad.passed) == (1, (TESTS[1].source,), False)


async def test_values_on_mutated_inputs_come_after_those_of_the_examples():
    run = (await verdict("def f(n): return n * 2")).run
    assert [probe.expression for probe in run.probes] == ["f(2)", "f(3) > 5", "f(9)"]


async def test_a_run_that_fails_holds_no_example():
    failed = await verdict("def f(n): return n\n1 / 0")
    assert failed.run.status is RunStatus.ERROR
    assert (failed.tests_passed, len(failed.failed_tests)) == (0, 2)


@pytest.mark.parametrize(
    ("code", "spec", "reason"),
    [
        ("def g(n): return n", FUNCTION, "no function f"),
        ("nowhere_defined.head()", CELL, "name 'nowhere_defined' is not defined"),
        ("import no_such_module_at_all", CELL, "no module named 'no_such_module_at_all' here"),
        ("", CELL, "no code"),
        ("for for (((", CELL, "syntax error in line 1: invalid syntax"),
    ],
)
def test_code_that_cannot_work_is_rejected_before_it_runs(code, spec, reason):
    assert verifier(spec).prepare(candidate(0, code)).rejected == reason


def test_a_mended_candidate_says_how():
    prepared = verifier(CELL).prepare(candidate(0, 'flights["dep_delay"].mean()'))
    assert prepared.candidate.code == 'flights["dep delay"].mean()'
    assert prepared.candidate.fixes == ("column: dep_delay→dep delay",)
    assert not prepared.rejected


async def test_a_key_error_gets_one_more_run_with_the_column_that_was_meant():
    jobs = []

    async def execute(job):
        jobs.append(job.code)
        if "Total Cost" in job.code:
            return Run(RunStatus.OK, value=scalar(1))
        return Run(RunStatus.ERROR, error=RunError("KeyError", "'cost'"))

    found = await verdict('flights["cost"].sum()', spec=CELL, execute=execute)
    assert found.ran
    assert found.candidate.code == 'flights["Total Cost"].sum()'
    assert len(jobs) == 2


async def test_result_means_the_shown_value_unless_the_code_or_notebook_has_that_name():
    tests = Spec(SpecKind.CELL, tests=(PublicTest("assert len(result) == 2", "len(result)", "2"),))
    assert (await verdict("[1, 2]", spec=tests)).passed
    assert (await verdict("result = [1, 2]", spec=tests)).passed
    assert (await verdict("result = [1, 2]\n5", spec=tests)).passed
    assert not (await verdict("[1, 2, 3]", spec=tests)).passed


async def test_without_executions_left_a_candidate_is_not_judged():
    async def refuse(job):
        return None

    assert (await verdict("flights", spec=CELL, execute=refuse)).rejected == "no executions left"


async def test_a_cell_runs_again_over_each_perturbed_copy():
    jobs = []

    async def execute(job):
        jobs.append(job.variant)
        return Run(RunStatus.OK, value=scalar(1))

    found = await verdict("flights", spec=CELL, execute=execute, variants=("shuffle", "nulls"))
    assert jobs == ["", "shuffle", "nulls"]
    assert len(found.extra_runs) == 2


def test_a_copied_snippet_is_named():
    code = "\n".join(f"v{n} = flights.groupby('carrier')['n'].agg(['mean', 'sum']).head({n})" for n in range(4))
    checker = verifier(CELL, snippets=(Snippet(code, "old.ipynb"),))
    assert checker.prepare(candidate(0, code)).copied_from == "old.ipynb"


def test_an_error_holds_no_test_and_a_forged_object_neither():
    assert not holds(TESTS[0], Probe("f(2)", error="ValueError: x"))
    assert not holds(TESTS[1], Probe("f(3) > 5", scalar(False)))
    assert holds(TESTS[1], Probe("f(3) > 5", scalar(True)))


def test_live_names_are_those_of_the_notebook():
    assert verifier(CELL, Namespace()).prepare(candidate(0, "flights.head()")).rejected


@pytest.mark.parametrize(("spec", "asked"), [(FUNCTION, 2), (Spec(SpecKind.FUNCTION, "f", tests=TESTS), 1)])
async def test_a_function_that_a_mutated_input_kills_is_asked_for_its_examples_alone(spec, asked):
    jobs = []

    async def fragile(job):
        jobs.append(job)
        lost = len(job.probes) > len(TESTS) or not spec.probes
        return Run(RunStatus.DIED) if lost else run_inline(job, {})

    found = await verdict("def f(n): return n * 2", spec=spec, execute=fragile)
    assert len(jobs) == asked
    assert found.passed is bool(spec.probes)


def test_names_of_the_request_that_the_code_leaves_out_are_told():
    spec = Spec(SpecKind.CELL, mentions=(Mention(0, 9, "dep delay"),), called=("flights",))
    prepared = verifier(spec).prepare(candidate(0, 'flights["n"].sum()'))
    assert prepared.overlooked == ("dep delay",)
    assert verifier(spec).prepare(candidate(0, 'flights["dep delay"].sum()')).overlooked == ()


def test_a_function_of_the_users_is_used_where_it_is_called_not_where_it_is_a_text():
    checker = verifier(replace(CELL, called=("tidy", "n")), helpers=(Helper("tidy", ""),))
    assert checker.prepare(candidate(0, 'flights["n"].map(tidy)')).overlooked == ()
    assert checker.prepare(candidate(0, 'flights["n"].replace("tidy", "")')).overlooked == ("tidy",)
