from __future__ import annotations

from smallcode_nb.agent.types import Namespace, Output, Plan, Run, RunStatus

from .factories import FLIGHTS, NAMESPACE, failed, ran


def test_a_namespace_finds_its_variables_by_name():
    assert NAMESPACE.find("flights") is FLIGHTS
    assert NAMESPACE.find("nothing") is None
    assert NAMESPACE.names() == {"flights", "xs"}
    assert Namespace().names() == frozenset()


def test_an_output_without_a_mime_type_gives_nothing():
    assert Output("result", (("text/plain", "5"),)).get("text/plain") == "5"
    assert Output("result", ()).get("image/png") == ""


def test_passing_needs_a_run_and_every_test():
    assert ran(0, passed=2, total=2).passed
    assert not ran(0, passed=1, total=2).passed
    assert not failed(0).passed
    assert Run(RunStatus.OK).ok


def test_a_plan_of_one_task_is_not_split():
    assert not Plan(("a",)).split
    assert Plan(("a", "b")).split
