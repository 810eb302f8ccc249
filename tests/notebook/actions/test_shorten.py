"""Rules that make a cell shorter: each with the text it must give, and what it must leave alone."""

import ast

import pytest

from smallcode_nb.notebook.actions.shorten import shortened

SHORTER = {
    "an unused import": ("import os\nimport math\nx = math.pi", "import math\nx = math.pi"),
    "one of two imported names": ("from math import pi, tau\nx = pi", "from math import pi\nx = pi"),
    "a self-assignment": ("x = 1\nx = x\ny = x + 1", "x = 1\ny = x + 1"),
    "a name that is not displayed": ("x\ny = 2", "y = 2"),
    "not in": ("ok = not a in b", "ok = a not in b"),
    "is not": ("if not a is None:\n    x = 1", "if a is not None:\n    x = 1"),
    "an empty list": ("x = list()", "x = []"),
    "a list inside sum": ("x = sum([i for i in y])", "x = sum((i for i in y))"),
    "list of a list": ("x = list([i for i in y])", "x = [i for i in y]"),
    "a lambda that only calls": ("x = list(map(lambda v: f(v), y))", "x = list(map(f, y))"),
    "if and else": ("if a:\n    x = 1\nelse:\n    x = 2", "x = 1 if a else 2"),
    "an appending loop": ("xs = []\nfor v in y:\n    xs.append(v * 2)", "xs = [v * 2 for v in y]"),
    "an appending loop with a condition": (
        "xs = []\nfor v in y:\n    if v > 1:\n        xs.append(v)",
        "xs = [v for v in y if v > 1]",
    ),
    "a chain of temporaries": (
        'a = df[df["x"] > 1]\nb = a.groupby("y")\nout = b["x"].mean()',
        'out = df[df["x"] > 1].groupby("y")["x"].mean()',
    ),
}


@pytest.mark.parametrize(("before", "after"), SHORTER.values(), ids=SHORTER)
def test_what_can_be_written_shorter_is(before, after):
    assert shortened(before, ast.parse(before), frozenset()).code == after


LEFT = {
    "a cell of imports": "import os\nimport math",
    "a used temporary": "a = f()\nb = a + 1\nc = a + b",
    "a temporary that is displayed": "a = f()\na",
    "what is read later": "a = f()\nb = 1\nc = a",
    "a comment inside": "a = (\n    f()  # why\n)\nb = g(a)",
    "a function's inside": "def f(x):\n    y = not x in z\n    return y",
    "a loop whose list is read in it": "xs = []\nfor v in y:\n    xs.append(len(xs))",
    "a loop whose variable is read after it": "xs = []\nfor v in y:\n    xs.append(v)\nlast = v",
    "a temporary inside a loop of the next line": "a = f()\nb = [g(a) for _ in y]",
    "statements that share a line": "x = list(); y = 1",
    "a docstring-like text that is displayed": "x = 1\n'done'",
    "imports from the future": "from __future__ import annotations\nx = 1",
}


@pytest.mark.parametrize("source", LEFT.values(), ids=LEFT)
def test_what_could_change_something_is_left_alone(source):
    found = shortened(source, ast.parse(source), frozenset())
    assert (found.code, found.changes) == (source, ())


def test_names_that_other_cells_read_stay_bound():
    source = "import os\na = f()\nb = a.g()"
    found = shortened(source, ast.parse(source), frozenset({"a", "os"}))
    assert found.code == source


def test_names_that_are_no_longer_bound_are_told():
    source = "import os\na = f()\nb = a.g()"
    found = shortened(source, ast.parse(source), frozenset())
    assert found.dropped == {"a", "os"}
    assert found.code == "b = f().g()"


def test_lines_that_are_not_changed_keep_their_form_and_comments():
    source = "# first\nx  =  { 'a':1 }\n\nif not k in x:  \n    y = 2\n# last"
    found = shortened(source, ast.parse(source), frozenset())
    assert found.code.splitlines()[:2] == ["# first", "x  =  { 'a':1 }"]
    assert "if k not in x:" in found.code
    assert found.code.splitlines()[-1] == "# last"
