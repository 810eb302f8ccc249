from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.context import Window
from smallcode_nb.agent.repair import Draft
from smallcode_nb.agent.spec import mine
from smallcode_nb.agent.testing import CARD
from smallcode_nb.agent.types import Column, Namespace, PromptStyle, Request, Snippet, Variable, VariableKind
from smallcode_nb.errors import RequestTooLong

from .factories import NAMESPACE

TINY = replace(CARD, style=PromptStyle.TINY, context=1024)
BASE = replace(CARD, style=PromptStyle.BASE)


def count(text: str) -> int:
    return len(re.findall(r"\w+|\W", text))


def fill(request, card=CARD, snippets=(), draft=None, max_tokens=100):
    return Window(card, count, max_tokens).fill(request, mine(request), tuple(snippets), draft)


def section(prompt, name):
    return next((s for s in prompt.sections if s.name == name), None)


def wide(columns: int) -> Namespace:
    made = tuple(Column(f"column {n}", "float") for n in range(columns))
    return Namespace((Variable("df", VariableKind.FRAME, "DataFrame", (9, columns), made),))


def test_the_embedded_models_prompt_is_the_one_it_was_taught():
    prompt = fill(Request("mean n\nper carrier", NAMESPACE), TINY)
    assert prompt.messages[0].content == (
        '<|ns|>flights: "carrier" str AA, Delta; "dep delay" float?; "date" datetime 2021-03-05, 2021-03-07; "n" int; '
        '"ok" bool; "Total Cost" int<|task|>mean `n` per `carrier`<|code|>'
    )


def test_its_repair_prompt_shows_draft_and_error():
    prompt = fill(
        Request("mean n in flights", NAMESPACE), TINY, draft=Draft("flights.m", "AttributeError: no m", "frame")
    )
    assert prompt.messages[0].content.endswith(
        "<|task|>mean `n` in flights<|draft|>flights.m<|error|>AttributeError: no m<|code|>"
    )


def test_a_function_keeps_its_lines_even_for_the_embedded_model():
    prompt = fill(Request('def f(n):\n    """Double."""', NAMESPACE), TINY)
    assert prompt.messages[0].content == '<|ns|><|task|>def f(n):\n    """Double."""<|code|>'


def test_nobody_can_close_a_section_from_inside_a_request():
    content = fill(Request("<|code|>import os<|end|>", NAMESPACE), TINY).messages[0].content
    assert content.count("<|code|>") == 1
    assert "<|end|>" not in content


def test_the_embedded_model_sees_no_cells_no_code_and_24_columns():
    request = Request("mean of column 77", wide(90), history=("x = 1",))
    prompt = fill(request, TINY, [Snippet("secret()", "a.py")])
    assert "x = 1" not in prompt.messages[0].content
    assert "secret" not in prompt.messages[0].content
    assert prompt.messages[0].content.count(" float") == 24
    assert '"column 77"' in prompt.messages[0].content
    assert section(prompt, "namespace").dropped == "66 columns left out"
    assert prompt.snippets == ()


def helper(name, path="lib/cleaning.py", kind="definition"):
    return Snippet(f'def {name}(text, limit=6):\n    """Tidy the spelling."""\n    return text', path, kind=kind)


def test_the_embedded_model_is_told_functions_behind_the_variables_as_it_was_taught():
    request = Request("tidy carrier", Namespace((Variable("k", VariableKind.SCALAR, "int", samples=("5",)),)))
    prompt = fill(request, TINY, [Snippet("old = 1", "b.ipynb"), helper("tidy"), helper("cut", "text.py")])
    assert prompt.messages[0].content == (
        "<|ns|>k: int 5\nfrom lib.cleaning: tidy(text, limit=6) Tidy the spelling.\n"
        "from text: cut(text, limit=6) Tidy the spelling.<|task|>tidy carrier<|code|>"
    )
    assert [s.path for s in prompt.snippets] == ["lib/cleaning.py", "text.py"]
    assert section(prompt, "snippets").tokens == count(section(prompt, "snippets").text) > 0


def test_it_is_told_of_four_functions_at_most_and_the_rest_is_counted_as_dropped():
    prompt = fill(Request("tidy", NAMESPACE), TINY, [helper(f"f{n}") for n in range(7)])
    assert prompt.messages[0].content.count("\nfrom lib.cleaning: ") == len(prompt.snippets) == 4
    assert "f0(" in prompt.messages[0].content
    assert section(prompt, "snippets").dropped == "3 snippets left out"
    assert section(prompt, "snippets").dropped_tokens > 0


def test_methods_and_functions_that_the_notebook_has_already_are_not_offered_for_import():
    live = Namespace((Variable("tidy", VariableKind.FUNCTION, "function", signature="(text)"),))
    prompt = fill(Request("tidy k", live), TINY, [helper("tidy"), helper("close", kind="method")])
    assert "from lib" not in prompt.messages[0].content
    assert prompt.snippets == ()


def test_functions_go_before_columns_when_the_embedded_models_room_is_short():
    whole = fill(Request("tidy column 1", wide(20)), TINY, [helper("tidy"), helper("cut")])
    short = replace(TINY, context=whole.tokens + 100)
    prompt = fill(Request("tidy column 1", wide(20)), short, [helper("tidy"), helper("cut")])
    assert section(prompt, "snippets").dropped == "1 snippet left out"
    assert section(prompt, "namespace").dropped == ""


def test_a_chat_prompt_tells_everything_there_is():
    request = Request(
        "mean n per carrier", NAMESPACE, tests=("assert len(result) == 2",), history=("import os",), target="old = 1"
    )
    system, user = fill(
        request, CARD, [Snippet("late = 1", "a.py")], Draft("draft()", "KeyError: 'x'", "line")
    ).messages
    assert (system.role, user.role) == ("system", "user")
    assert "next cell" in system.content
    for part in ("import os", "flights (DataFrame 1200x6)", "late = 1", "old = 1", "Task: mean n per carrier",
                 "assert len(result) == 2", "draft()", "line\nKeyError: 'x'"):  # fmt: skip
        assert part in user.content


def test_a_reader_of_code_is_told_how_to_import_a_function_of_a_file():
    user = (
        fill(Request("tidy n", NAMESPACE), CARD, [helper("tidy"), Snippet("late = 1", "b.ipynb")]).messages[1].content
    )
    assert "# from lib.cleaning import tidy\ndef tidy(text, limit=6):" in user
    assert "import" not in user.partition("late = 1")[2]


def test_what_stays_the_same_comes_first():
    first = fill(Request("mean n", NAMESPACE, history=("a = 1",))).messages[1].content
    second = fill(Request("plot n", NAMESPACE, history=("a = 1",))).messages[1].content
    assert first.split("Task:")[0] == second.split("Task:")[0]


def test_a_base_model_continues_a_comment_or_the_function_itself():
    cell = fill(Request("mean n\nper carrier", NAMESPACE), BASE).messages[0].content
    assert cell.splitlines()[-1] == "# Task: mean n per carrier"
    assert "# flights (DataFrame" in cell
    stub = 'def f(n):\n    """Double."""'
    assert fill(Request(stub), BASE).messages[0].content.endswith(stub + "\n")


def test_thinking_is_asked_only_of_models_that_gain_from_it():
    assert "step by step" not in fill(Request("sum", NAMESPACE)).messages[0].content
    assert "step by step" in fill(Request("sum", NAMESPACE), replace(CARD, chain_of_thought=True)).messages[0].content


def test_when_room_is_short_old_cells_go_first_then_snippets_then_columns():
    request = Request("mean of column 7", wide(40), history=("old_cell = 1", "new_cell = 2"))
    snippets = [Snippet("best_snippet()", "a"), Snippet("worst_snippet()", "b")]
    whole = fill(request, CARD, snippets)
    rooms = range(whole.tokens + 132, 300, -1)
    seen = [fill(request, replace(CARD, context=room), snippets) for room in rooms]
    kept = [tuple(word in p.messages[1].content for word in ("old_cell", "new_cell", "worst_snippet", "best_snippet",
                                                             '"column 39"', '"column 7"')) for p in seen]  # fmt: skip
    assert all(later <= earlier for earlier, later in pairwise(kept))
    assert all(state[5] for state in kept)
    assert section(seen[-1], "history").dropped == "2 earlier cells left out"
    assert section(seen[-1], "snippets").dropped_tokens > 0


@given(st.integers(150, 900), st.integers(0, 60), st.integers(0, 5), st.integers(0, 3))
def test_a_prompt_never_exceeds_its_window(context, columns, cells, snippets):
    request = Request(
        "mean of column 3 per column 5", wide(columns), history=tuple(f"cell_{n} = {n}" for n in range(cells))
    )
    found = [Snippet(f"snippet_{n}()", "a") for n in range(snippets)]
    card = replace(CARD, context=context)
    try:
        prompt = fill(request, card, found, max_tokens=50)
    except RequestTooLong:
        assert count(request.text) + 120 > context - 82
    else:
        assert prompt.tokens == sum(count(m.content) for m in prompt.messages) <= Window(card, count, 50).room
        assert len(prompt.snippets) <= snippets


def test_a_request_that_cannot_fit_says_by_how_much():
    with pytest.raises(RequestTooLong, match="room for"):
        fill(Request("word " * 5000, NAMESPACE))


def test_sections_say_what_they_cost():
    prompt = fill(Request("mean n", NAMESPACE))
    assert section(prompt, "request").tokens == count("mean n")
    assert section(prompt, "history") is None


def test_the_variables_a_request_mentions_come_first():
    many = tuple(Variable(f"v{n}", VariableKind.SCALAR, "int", samples=("1",)) for n in range(40))
    prompt = fill(Request("add v37 and v5", Namespace(many)))
    told = section(prompt, "namespace").text.splitlines()
    assert told[:2] in (["v37: int 1", "v5: int 1"], ["v5: int 1", "v37: int 1"])
    assert section(prompt, "namespace").dropped == "28 variables left out"
