"""What a small model is told of functions in other files."""

import pytest

from smallcode_nb.agent import imports
from smallcode_nb.agent.types import Snippet

CODE = '''
def tidy(text: str, limit: int = 6, *, sep="-") -> str:
    """Tidy the spelling of a region name that people typed.

    More.
    """
    return text[:limit]


def _private(x):
    return x
'''


def test_a_public_function_is_told_in_one_line_without_annotations() -> None:
    (line,) = imports.lines(Snippet(CODE, "lib/cleaning.py"))
    assert line == "from lib.cleaning: tidy(text, limit=6, *, sep='-') Tidy the spelling of a region name that "[:-1]


def test_a_function_in_another_notebook_cannot_be_imported_and_is_not_told() -> None:
    assert imports.lines(Snippet(CODE, "notes/other.ipynb")) == ()


def test_a_broken_snippet_is_no_error() -> None:
    assert imports.lines(Snippet("def half(", "a.py")) == ()


@pytest.mark.parametrize(
    ("path", "name"),
    [("a.py", "a"), ("lib/__init__.py", "lib"), ("my-lib/a.py", ""), ("../up.py", ""), ("setup.cfg", "")],
)
def test_a_path_becomes_a_module_where_it_can(path: str, name: str) -> None:
    assert imports.module(path) == name


def test_a_method_is_not_something_to_import() -> None:
    assert imports.lines(Snippet("def close(self): ...", "a.py", kind="method")) == ()


def test_the_names_are_those_of_the_lines() -> None:
    assert imports.names(Snippet(CODE, "a.py")) == ("tidy",)
    assert imports.names(Snippet(CODE, "notes/other.ipynb")) == ()
