from collections import Counter

import pytest

from smallcode_nb.bench.machinery import kernels
from smallcode_nb.bench.tasks import load

TASKS = load("notebookbench")


def test_there_are_enough_tasks_of_every_kind():
    families = Counter(task.family for task in TASKS)
    assert len(TASKS) >= 120
    assert families["several cells"] >= 20
    assert families["long"] >= 10
    assert len({task.id for task in TASKS}) == len(TASKS)
    assert all(len(task.steps) > 1 for task in TASKS if task.family == "several cells")


@pytest.mark.slow
async def test_every_reference_passes_its_hidden_checks_and_an_empty_answer_fails_them():
    wrong, lax = [], []
    async with kernels() as executor:

        async def judge(task):
            async with executor(task.variables()).open() as session:
                if not await task.judge.right(session, task.reference):
                    wrong.append(task.id)
                lax.extend([task.id for code in ("", "pass", "None") if await task.judge.right(session, code)])

        for task in TASKS:
            await judge(task)
    assert not wrong
    assert not lax
