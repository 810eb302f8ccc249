from __future__ import annotations

import pytest

from smallcode_nb.agent.effects import agree, missing
from smallcode_nb.agent.types import Output, Probe, Run, RunStatus, Spec, SpecKind

from .factories import answered, failed, figure, frame, ran, scalar, series

CELL = Spec(SpecKind.CELL)
FUNCTION = Spec(SpecKind.FUNCTION, "f", probes=("f(0)", "f(1)"))
LIVE = frozenset({"df"})
TABLE = frame({"n": [1, 2]})
OTHER = frame({"n": [1, 3]})


def alike(left, right, spec=CELL):
    return agree(left, right, spec, LIVE)


def test_cells_that_show_the_same_agree_whatever_they_call_their_variables():
    assert alike(ran(0, TABLE, changed=(("a", TABLE),)), ran(1, series("n", [1, 2]), changed=(("b", OTHER),)))
    assert not alike(ran(0, TABLE), ran(1, OTHER))


def test_showing_a_value_and_keeping_it_in_a_new_variable_agree():
    kept = ran(1, changed=(("total", scalar(5)),))
    kept = kept.__class__(kept.candidate, Run(RunStatus.OK, changed=(("total", scalar(5)),)))
    assert alike(ran(0, scalar(5)), kept)
    assert not alike(ran(0, scalar(6)), kept)


def test_a_changed_live_variable_must_be_changed_alike():
    assert alike(ran(0, TABLE, changed=(("df", OTHER),)), ran(1, TABLE, changed=(("df", OTHER),)))
    assert not alike(ran(0, TABLE, changed=(("df", OTHER),)), ran(1, TABLE))


def test_figures_decide_when_there_are_some():
    bars = figure(("bar", [1], [2]))
    assert alike(ran(0, scalar(1), figures=(bars,)), ran(1, scalar(2), figures=(bars,)))
    assert not alike(ran(0, TABLE, figures=(bars,)), ran(1, TABLE))


def test_printed_text_is_compared_when_nothing_is_shown():
    def printed(index, text):
        verdict = ran(index)
        run = Run(RunStatus.OK, outputs=(Output("stream", (("text/plain", text),)),))
        return verdict.__class__(verdict.candidate, run)

    assert alike(printed(0, "5\n"), printed(1, "5"))
    assert not alike(printed(0, "5"), printed(1, "6"))


def test_an_error_agrees_with_nothing():
    assert not alike(failed(0), failed(1))
    assert not alike(failed(0), ran(1))
    assert not alike(answered(0, ValueError(), ValueError()), answered(1, ValueError(), ValueError()), FUNCTION)


def test_functions_agree_by_their_values_on_the_inputs():
    assert alike(answered(0, 1, 2), answered(1, 1.0, 2), FUNCTION)
    assert alike(answered(0, 1, ValueError()), answered(1, 1, TypeError()), FUNCTION)
    assert not alike(answered(0, 1, 2), answered(1, 1, ValueError()), FUNCTION)
    assert not alike(answered(0, 1, 2), answered(1, 1, 3), FUNCTION)


def test_perturbed_copies_tell_a_coincidence_from_agreement():
    def with_extra(index, value):
        verdict = ran(index, TABLE)
        return verdict.__class__(verdict.candidate, verdict.run, extra_runs=(Run(RunStatus.OK, value=value),))

    assert alike(with_extra(0, OTHER), with_extra(1, OTHER))
    assert not alike(with_extra(0, OTHER), with_extra(1, TABLE))


@pytest.mark.parametrize(
    ("run", "spec", "told"),
    [
        (Run(RunStatus.OK), CELL, "nothing shown or changed"),
        (Run(RunStatus.OK, value=TABLE), CELL, ""),
        (Run(RunStatus.OK, changed=(("x", TABLE),)), CELL, ""),
        (Run(RunStatus.OK, value=TABLE), Spec(SpecKind.CELL, wants_figure=True), "no figure"),
        (Run(RunStatus.OK, figures=(figure(("bar", [1], [1])),)), Spec(SpecKind.CELL, wants_figure=True), ""),
        (Run(RunStatus.OK), FUNCTION, "no function f"),
        (Run(RunStatus.OK, probes=(Probe("f(0)", scalar(1)),)), FUNCTION, ""),
        (Run(RunStatus.ERROR), CELL, ""),
    ],
)
def test_what_the_request_asked_for_and_the_run_did_not_leave_is_told(run, spec, told):
    assert missing(run, spec) == told
