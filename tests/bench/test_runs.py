from __future__ import annotations

import pytest

from smallcode_nb.agent.testing import InlineExecutor
from smallcode_nb.agent.types import Job, Output, Portrait, Probe, Run, RunError, RunStatus
from smallcode_nb.bench.memory import Remembering
from smallcode_nb.bench.runs import RunStore, from_json, to_json
from smallcode_nb.errors import RequestError

RUN = Run(
    RunStatus.ERROR,
    outputs=(Output("stream", (("text/plain", "hello"),)),),
    error=RunError("KeyError", "'x'", "trace", 2, "df['x']"),
    value=Portrait("frame", '{"columns": []}', "…", (3, 2), True, "abc"),
    changed=(("a", Portrait("int", '{"v": 1}')),),
    figures=(Portrait("figure", "{}"),),
    probes=(Probe("f(1)", Portrait("int", '{"v": 1}')), Probe("f(2)", error="ValueError: no")),
    seconds=0.25,
    tier="landlock+seccomp",
    notes=("left out",),
)


@pytest.mark.parametrize("run", [RUN, Run(RunStatus.OK), Run(RunStatus.DEADLINE, seconds=5.0)])
def test_a_run_survives_as_plain_data(run):
    assert from_json(to_json(run)) == run


async def test_a_program_that_ran_is_not_run_again_even_by_another_process(tmp_path):
    found = []
    for _ in range(2):
        store = RunStore(tmp_path / "runs.sqlite")
        async with InlineExecutor({"x": 2}).open() as session:
            memory = Remembering(session, store, "x=2")
            found.append((await memory.run(Job("x + 1", ("x",))), store.asked, store.executed, len(session.jobs)))
            await memory.settle()
        store.close()
    assert found[0][0] == found[1][0]
    assert [counts for _, *counts in found] == [[1, 1, 1], [1, 0, 0]]


@pytest.mark.parametrize(
    "other", [Job("x + 1", ("x", "y")), Job("x + 1", ("x",), variant="drop"), Job("x + 1", ("x",), deadline_s=1)]
)
def test_another_question_about_the_same_code_is_another_run(other):
    store = RunStore()
    store.keep("", Job("x + 1", ("x",)), Run(RunStatus.OK))
    assert store.find("", other) is None
    assert store.find("other variables", Job("x + 1", ("x",))) is None


def test_a_cancelled_run_is_not_remembered():
    store = RunStore()
    store.keep("", Job("1"), Run(RunStatus.CANCELLED))
    assert store.find("", Job("1")) is None


def test_a_file_that_is_something_else_is_refused_with_a_remedy(tmp_path):
    path = tmp_path / "runs.sqlite"
    path.write_text("not a database, " * 100)
    with pytest.raises(RequestError, match="holds no runs"):
        RunStore(path)
