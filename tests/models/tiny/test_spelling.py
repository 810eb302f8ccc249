"""Hurried requests, as the embedded model reads them best."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.models.tiny.spelling import spelled

WORDS = frozenset({"average", "order", "total", "percent", "rows", "group", "show", "sort", "by", "the", "of", "per"})
KEPT = frozenset({"carrier", "ordre"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("averge of the rows", "average of the rows"),
        ("avreage of the rows", "average of the rows"),
        ("AVERAGE OF `DEP_DELAY` PER GROUP", "average of `DEP_DELAY` per group"),
        ("TOTAL ROWS OF K-92", "total rows of K-92"),
        ("show toatl percnt", "show total percent"),
    ],
)
def test_slips_and_shouting_are_mended(typed: str, meant: str) -> None:
    assert spelled(typed, WORDS, KEPT) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "rows where carrier is averge",  # a value
        "show 'averge' of the rows",  # quoted
        "show averge_delay",  # a name
        "sort by the ordre",  # a word of the namespace
        "show Averge",  # a proper noun, for all we know
        "show zebra",  # nothing like it
        "call averge(x)",
        "",
    ],
)
def test_what_may_be_meant_stays(typed: str) -> None:
    assert spelled(typed, WORDS, KEPT) == typed


@given(st.text(max_size=80))
def test_any_text_is_taken_and_known_words_stay(text: str) -> None:
    assert spelled(text.lower(), frozenset(), frozenset()) == text.lower()
    assert spelled("show the rows " + text.lower(), WORDS, KEPT).startswith("show the rows")
