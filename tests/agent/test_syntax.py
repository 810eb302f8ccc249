from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.syntax import (
    bound_names,
    defines,
    literal,
    loaded_names,
    normalised,
    parse,
    syntax_error,
    tokens,
    undisturbed,
)


@given(st.text(max_size=80))
def test_any_text_can_be_asked_whether_it_is_python(text):
    assert (parse(text) is None) == bool(syntax_error(text)[0])


@pytest.mark.parametrize("code", ["return 1", "x = (", "'\\d' if", "%matplotlib inline", "def f():"])
def test_code_that_a_cell_cannot_run_does_not_parse(code):
    assert parse(code) is None


def test_a_cell_may_await_at_the_top():
    assert parse("await f()") is not None


def test_odd_escapes_raise_no_warning():
    assert parse("'\\d'") is not None


def test_names_bound_in_any_way_are_found():
    code = (
        "import a.b, c as d\nfrom e import f as g\nfor h, (i, *j) in k: pass\nwith l as m: pass\n"
        "def n(o, *p, q=1, **r): pass\nclass s: pass\ntry: pass\nexcept E as t: pass\n(u := 1)\n[v for v in w]\n"
        "match x:\n    case {'y': y, **z}: pass\n    case [aa, *bb]: pass"
    )
    tree = parse(code)
    expected = set("adghijmnopqrstuvyz") | {"aa", "bb"}
    assert bound_names(tree) == expected
    assert loaded_names(tree) - bound_names(tree) == {"k", "l", "E", "w", "x"}


def test_formatting_quotes_and_comments_do_not_change_the_program():
    assert normalised("f( 'a',1 )  # why") == normalised('f("a", 1)')
    assert normalised("f(1)") != normalised("f(2)")


def test_a_literal_is_told_from_an_expression():
    assert literal("[1, 'a']") == (True, [1, "a"])
    assert literal("f(1)") == (False, None)


def test_tokens_stop_where_python_stops():
    assert [t.string for t in tokens("f(1, 'a")][:3] == ["f", "(", "1"]


def test_only_top_level_definitions_count():
    assert defines("def f(): pass", "f")
    assert not defines("if x:\n    def f(): pass", "f")


def test_a_tree_is_built_again_when_another_thread_got_in_between():
    met = iter([SystemError("AST constructor recursion depth mismatch"), None])

    def build():
        error = next(met)
        if error:
            raise error
        return "tree"

    assert undisturbed(build) == "tree"


def test_a_tree_that_never_comes_is_an_error_and_no_endless_loop():
    def build():
        raise SystemError("no luck")

    with pytest.raises(SystemError, match="no luck"):
        undisturbed(build)
