from __future__ import annotations

import pytest

from smallcode_nb.agent.check import importable, problems

LIVE = frozenset({"df", "xs"})


def kinds(code, can_import=lambda name: name != "nowhere"):
    return [(p.kind, p.subject) for p in problems(code, LIVE, can_import)]


@pytest.mark.parametrize(
    "code",
    [
        "df.head()",
        "display(df)",
        "get_ipython()",
        "total = sum(xs)\ntotal",
        "[x for x in xs if (y := x)]",
        "def f(a):\n    return helper(a)\ndef helper(a):\n    return a",
        "try:\n    import nowhere\nexcept ImportError:\n    nowhere = None",
        "from math import *\nsqrt(2)",
        "lambda a: a",
        "_",
    ],
)
def test_code_that_may_run_is_let_through(code):
    assert kinds(code) == []


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("df2.head()", ("name", "df2")),
        ("import nowhere.inside", ("import", "nowhere")),
        ("from nowhere import x", ("import", "nowhere")),
        ("", ("empty", "")),
        ("# only a comment", ("empty", "")),
        ("pass", ("empty", "")),
    ],
)
def test_what_would_certainly_fail_is_told(code, problem):
    assert kinds(code) == [problem]


def test_a_syntax_error_names_its_line():
    assert "line 2" in problems("x = 1\ny = (", LIVE)[0].text


def test_installed_modules_are_found_without_importing_them():
    assert importable("json")
    assert not importable("no_such_module_anywhere")
    assert not importable("")
