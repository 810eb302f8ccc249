"""What differs between two versions of a cell."""

from smallcode_nb.agent.portraits import portrait_of
from smallcode_nb.agent.types import Output, Portrait, Probe, Run, RunError, RunStatus
from smallcode_nb.notebook.actions.compare import differences


def run(value=None, printed="", changed=(), **names):
    outputs = (Output("stream", (("text/plain", printed),)),) if printed else ()
    probes = tuple(Probe(name, portrait_of(given)) for name, given in names.items())
    shown = portrait_of(value) if value is not None else None
    return Run(RunStatus.OK, outputs=outputs, value=shown, changed=tuple(changed), probes=probes)


FAILED = Run(RunStatus.ERROR, error=RunError("KeyError", "'a'"))


def test_runs_that_leave_the_same_do_not_differ():
    assert differences(run(3, "hello\n", x=1), run(3, "hello", x=1)) == ()


def test_each_difference_is_named():
    found = differences(run(3, "a", x=1, y=2), run(4, "b", x=2, y=2))
    assert found == ("x", "the displayed value", "the printed text")


def test_a_variable_that_is_missing_or_new_is_a_difference_unless_it_is_known_to_be():
    assert differences(run(x=1), run()) == ("x",)
    assert differences(run(), run(x=1)) == ("x",)
    assert differences(run(x=1), run(), frozenset({"x"})) == ()


def test_order_and_kind_count():
    assert differences(run(x=[1, 2]), run(x=[2, 1])) == ("x",)
    assert differences(run(x=1), run(x=1.0)) == ("x",)


def test_a_version_that_fails_where_the_cell_did_not_differs_and_two_that_fail_do_not():
    assert differences(run(x=1), FAILED) == ("it fails: KeyError: 'a'",)
    assert differences(FAILED, FAILED) == ()
    assert differences(FAILED, run())


def test_a_displayed_value_that_is_gone_is_a_difference():
    assert differences(run(3), run()) == ("the displayed value",)


def test_functions_are_the_same_by_name_and_signature():
    one, other = Portrait("function", '{"name":"f"}'), Portrait("function", '{"name":"g"}')
    assert differences(run(changed=[("f", one)]), run(changed=[("f", one)])) == ()
    assert differences(run(changed=[("f", one)]), run(changed=[("f", other)])) == ("f",)
