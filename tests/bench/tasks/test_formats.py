"""EvalPlus records from a path: a file of each format, made here, read and judged by its long hidden test."""

from __future__ import annotations

import gzip
import json

import pytest

from smallcode_nb.agent.testing import InlineExecutor
from smallcode_nb.bench.tasks import load
from smallcode_nb.errors import RequestError

HUMANEVAL_PLUS = {
    "task_id": "HumanEval/900",
    "prompt": 'def double(x):\n    """Twice x.\n    >>> double(2)\n    4\n    """\n',
    "entry_point": "double",
    "canonical_solution": "    return 2 * x\n",
    "test": "def check(candidate):\n    assert candidate(2) == 4\n    assert candidate('ab') == 'abab'\n",
    "contract": "",
    "base_input": [[2]],
    "plus_input": [["ab"], [[1]]],
    "atol": 0,
}
MBPP_PLUS = {
    "task_id": 901,
    "prompt": "Write a function to double a number.",
    "code": "import math\r\ndef double(x):\r\n    return x * 2\r\n",
    "test_imports": ["import math"],
    "test_list": ["assert double(2) == 4"],
    "test": "for x in (0, 1, math.pi):\n    assert double(x) == x + x\nassert double('ab') == 'abab'\n",
}


@pytest.fixture(params=[(HUMANEVAL_PLUS, False), (HUMANEVAL_PLUS, True), (MBPP_PLUS, False)])
def task(request, tmp_path):
    record, zipped = request.param
    path = tmp_path / ("plus.jsonl.gz" if zipped else "plus.jsonl")
    text = (json.dumps(record) + "\n").encode()
    path.write_bytes(gzip.compress(text) if zipped else text)
    (only,) = load(str(path))
    return only


async def test_its_own_solution_is_right_and_an_empty_one_is_not(task):
    async with InlineExecutor().open() as session:
        assert await task.judge.right(session, task.reference)
        assert not await task.judge.right(session, "")


async def test_the_added_tests_refuse_what_only_passes_the_first(task):
    lucky = "def double(x):\n    return 4"
    lazy = "def double(x):\n    return x + 2 if x == 2 else None"
    async with InlineExecutor().open() as session:
        for code in (lucky, lazy):
            assert not await task.judge.right(session, code)


def test_the_added_tests_are_not_told_with_the_request(task):
    assert "abab" not in task.steps[0].request
    assert "abab" not in str(task.steps[0].tests)


def test_a_record_of_no_known_format_is_told_with_the_formats_there_are(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"question": "?"}\n')
    with pytest.raises(RequestError) as told:
        load(str(path))
    assert "HumanEval" in told.value.remedy
