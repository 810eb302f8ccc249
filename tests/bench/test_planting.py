from __future__ import annotations

import ast

import pytest

from smallcode_nb.agent.testing import InlineExecutor
from smallcode_nb.bench.planting import PATH, changed, plant
from smallcode_nb.bench.tasks.judges import TestCode
from smallcode_nb.bench.tasks.task import Step, Task

CODE = "def f(xs):\n    return sum(x for x in xs if x > 2)"


def task(test):
    return Task("t/1", "functions", (Step("def f(xs):", CODE),), TestCode(test))


def test_every_version_parses_and_differs_in_one_place():
    versions = list(changed(CODE))
    assert {ast.unparse(ast.parse(CODE))}.isdisjoint(versions)
    assert "def f(xs):\n    return sum((x for x in xs if x >= 2))" in versions
    assert "def f(xs):\n    return max((x for x in xs if x > 2))" in versions


@pytest.mark.parametrize("code", ["df.groupby('a')['b'].mean()", "df.nlargest(3, 'b')", "a and b", "not_changeable"])
def test_pandas_words_and_operators_are_swapped(code):
    assert len(list(changed(code))) == {"df.groupby('a')['b'].mean()": 1, "df.nlargest(3, 'b')": 2, "a and b": 1}.get(
        code, 0
    )


async def test_what_is_planted_is_refused_by_the_hidden_tests():
    async with InlineExecutor().open() as session:
        snippet = await plant(task("assert f([1, 2, 3, 4]) == 7"), session)
        assert snippet is not None
        assert snippet.path == PATH
        assert not await TestCode("assert f([1, 2, 3, 4]) == 7").right(session, snippet.text)


async def test_nothing_is_planted_where_no_change_is_wrong():
    async with InlineExecutor().open() as session:
        assert await plant(task("pass"), session) is None
