"""The public test doubles keep their promises."""

from __future__ import annotations

from smallcode_nb.agent.testing import InlineExecutor, run_inline
from smallcode_nb.agent.types import Job, RunStatus


def test_inline_code_works_on_copies():
    live = {"xs": [1]}
    run = run_inline(Job("xs.append(2)\nxs"), live)
    assert run.value.data == '{"items": [{"k": "int", "v": 1}, {"k": "int", "v": 2}]}'
    assert [name for name, _ in run.changed] == ["xs"]
    assert live == {"xs": [1]}


def test_inline_errors_are_observations():
    run = run_inline(Job("1 / 0"), {})
    assert run.status is RunStatus.ERROR
    assert run.error.ename == "ZeroDivisionError"


def test_probes_see_the_shown_value_as_result():
    run = run_inline(Job("[1, 2]", probes=("len(result)", "nowhere")), {})
    assert run.probes[0].value.data == '{"v": 2}'
    assert run.probes[1].error.startswith("NameError")


async def test_sessions_are_counted():
    executor = InlineExecutor()
    async with executor.open() as session:
        assert executor.sessions == 1
        await session.run(Job("1"))
    assert (executor.sessions, len(executor.jobs)) == (0, 1)
