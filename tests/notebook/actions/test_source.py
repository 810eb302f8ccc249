"""The Python of a cell."""

import ast

import pytest

from smallcode_nb.errors import RequestError
from smallcode_nb.notebook.actions.source import touched, tree_of


def test_magics_and_shell_lines_are_put_aside_and_lines_keep_their_numbers():
    tree = tree_of("%matplotlib inline\n!ls\nx = 1\nx?\ny = 2")
    assert [node.lineno for node in tree.body if isinstance(node, ast.Assign)] == [3, 5]


def test_a_percent_sign_in_python_is_no_magic():
    assert ast.unparse(tree_of("x = (7\n% 3)")) == "x = 7 % 3"


def test_what_is_not_python_is_refused_with_its_line():
    with pytest.raises(RequestError, match="line 2"):
        tree_of("x = 1\ny = = 2")


def test_names_that_a_cell_binds_or_changes_are_told_and_what_is_inside_functions_is_not():
    cell = (
        "import os\na = b = 1\nfor i in x:\n    c += i\ndf['new'] = 1\nobj.part.size = 2\n"
        "def f(p):\n    q = p\nwith open(n) as h:\n    pass\nd = [k for k in x]\nclass C:\n    r = 1\n(e, g) = 1, 2"
    )
    assert touched(ast.parse(cell)) == ("a", "b", "i", "c", "df", "obj", "f", "h", "d", "C", "e", "g")
