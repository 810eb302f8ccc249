from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.plan import answer, is_long, make, may_ask, question, split
from smallcode_nb.agent.testing import CARD
from smallcode_nb.agent.types import PromptStyle, Request, Spec, SpecKind

CELL = Spec(SpecKind.CELL)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("mean price per region", ("mean price per region",)),
        ("drop missing rows, then plot n per day", ("drop missing rows", "plot n per day")),
        ("drop missing rows and then count them", ("drop missing rows", "count them")),
        ("1. drop missing rows\n2. add a total\n3. plot it", ("drop missing rows", "add a total", "plot it")),
        ("(1) drop missing rows (2) add a total", ("drop missing rows", "add a total")),
        ("- drop missing rows\n- add a total", ("drop missing rows", "add a total")),
        ("Drop missing rows. Plot n per day.", ("Drop missing rows.", "Plot n per day.")),
        ("values above 3.5 per region", ("values above 3.5 per region",)),
        ("Clean df: 1) drop nulls 2) sort by n", ("Clean df: drop nulls", "sort by n")),
    ],
)
def test_a_request_is_split_where_a_person_would(text, parts):
    assert split(text) == parts


def test_many_steps_are_joined_to_three():
    parts = split("1. aa bb\n2. cc dd\n3. ee ff\n4. gg hh\n5. ii jj")
    assert len(parts) == 3
    assert all(word in " ".join(parts) for word in ["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii", "jj"])


@given(st.text(max_size=300))
def test_any_text_gives_one_to_three_parts(text):
    assert 1 <= len(split(text)) <= 3


def test_a_wanted_function_is_never_split():
    request = Request("write a function f(x). It sorts x. Then it sums it.")
    assert not make(request, Spec(SpecKind.FUNCTION, "f")).split
    assert make(request, CELL).split


def test_what_is_to_be_worked_on_as_a_whole_is_never_split():
    request = Request("Document the cell. Then shorten it.")
    assert make(request, CELL).split
    assert not make(replace(request, whole=True), CELL).split


def test_long_requests_are_told_from_short_ones():
    assert is_long("word " * 61)
    assert is_long("1. a\n2. b\n3. c")
    assert not is_long("drop missing rows, then plot n per day")


def test_only_larger_chat_models_are_asked_for_a_plan():
    assert may_ask(CARD)
    assert not may_ask(CARD.__class__("s", 1.5, 4096, PromptStyle.CHAT, "x"))
    assert not may_ask(CARD.__class__("b", 7.0, 4096, PromptStyle.BASE, "x"))


def test_the_models_list_becomes_the_plan():
    request = Request("do it all")
    assert "do it all" in question(request, len).messages[0].content
    assert answer("Sure:\n1. load\n2. sum up\n", request).tasks == ("load", "sum up")
    assert answer("I would just do it.", request).tasks == ("do it all",)
    assert len(answer("1. a\n2. b\n3. c\n4. d", request).tasks) == 3
