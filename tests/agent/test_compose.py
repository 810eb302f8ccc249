from __future__ import annotations

import pytest

from smallcode_nb.agent.compose import as_prefix, join


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("df.head()", "result = df.head()"),
        ("x = 1\n(\n    df\n    .head()\n)", "x = 1\nresult = (\n    df\n    .head()\n)"),
        ("x = 1", "x = 1"),
        ("print(x)", "print(x)"),
        ("ü = 1; ü", "ü = 1; result = ü"),
        ("not (python", "not (python"),
    ],
)
def test_what_a_part_shows_is_kept_for_the_next(code, kept):
    assert as_prefix(code) == kept


def test_an_empty_part_does_not_hide_behind_the_one_before():
    assert join("x = 1", " ") == " "
    assert join("x = 1", "x") == "x = 1\n\nx"
    assert join("", "x") == "x"
