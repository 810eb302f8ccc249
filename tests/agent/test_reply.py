from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.reply import read
from smallcode_nb.agent.syntax import normalised, parse

STUB = 'import math\n\n\ndef area(r):\n    """Area of a disc."""'
CODE = st.lists(
    st.sampled_from(
        [
            "import pandas as pd",
            "x = df.groupby('a')['b'].mean()",
            "for i in range(3):\n    print(i)",
            "df['total'] = df['a'] + df['b']",
            "def f(a):\n    # why\n    return a\n",
            "text = '''\nline\n'''",
            "x",
            "df.plot.bar(x='a')",
            "result = (\n    df\n    .head()\n)",
        ]
    ),
    min_size=1,
    max_size=5,
).map("\n".join)
PROSE = st.sampled_from(["", "Sure! Here is the code:\n\n", "Here's how you can do it:\n"])
OUTRO = st.sampled_from(["", "\n\nThis computes the mean.", "\n\nHope this helps!"])


@given(CODE)
def test_plain_code_comes_back_as_it_is(code):
    assert normalised(read(code)) == normalised(code)


@given(PROSE, CODE, st.sampled_from(["python", "", "py", "Python"]), OUTRO, st.booleans())
def test_fenced_code_is_found_whatever_stands_around_it(before, code, language, after, closed):
    text = f"{before}```{language}\n{code}\n" + (f"```{after}" if closed else "")
    assert normalised(read(text)) == normalised(code)


@given(PROSE.filter(bool), CODE, OUTRO)
def test_prose_without_fences_is_taken_off(before, code, after):
    assert normalised(read(before + code + after)) == normalised(code)


@given(CODE, st.sampled_from(["<|end|>", "<|im_end|>", "</s>", "<|endoftext|>"]))
def test_nothing_after_an_end_marker_counts(code, marker):
    assert normalised(read(f"{code}{marker}\nand so on (")) == normalised(code)


@given(CODE, st.integers(0, 40))
def test_a_reply_cut_off_anywhere_keeps_its_beginning(code, cut):
    kept = code[: len(code) - cut]
    found = read(f"```python\n{kept}")
    assert "".join(found.split()) == "".join(kept.split())


@given(CODE, st.integers(0, 40))
def test_a_cut_off_reply_without_fences_keeps_its_beginning_too(code, cut):
    kept = code[: len(code) - cut]
    assert "".join(read(kept).split()) == "".join(kept.split())


def test_a_second_suggestion_after_prose_is_not_run_as_well():
    assert read("df.head()\n\nOr alternatively:\n\ndf.tail()") == "df.head()"


@given(st.text(max_size=200), st.sampled_from(["", STUB]))
def test_any_text_can_be_read(text, stub):
    assert isinstance(read(text, stub=stub, entry="area" if stub else ""), str)


def test_a_closing_fence_alone_ends_the_code():
    assert read("df.head()\n```\nThis shows the head.") == "df.head()"


def test_thinking_aloud_is_no_code():
    assert read("<think>maybe x = 1?</think>\n```python\ny = 2\n```") == "y = 2"


def test_the_block_with_the_wanted_function_is_taken():
    text = "```\npip install x\n```\n```python\ndef area(r):\n    return r\n```\nUse:\n```python\narea(2)\n```"
    assert read(text, entry="area") == "def area(r):\n    return r"


def test_output_blocks_are_not_taken_for_code():
    assert read("```text\n  a b\n```\n```python\nx\n```") == "x"


@pytest.mark.parametrize(
    "body",
    [
        "    return math.pi * r ** 2",
        "return math.pi * r ** 2",
        "    x = r ** 2\n    return math.pi * x",
        "x = r ** 2\n    return math.pi * x",
        "\n    return math.pi * r ** 2\n\n\ndef other(x):\n    return x\n",
        "    return math.pi * r ** 2\n\nprint(area(2))",
        "    return math.pi * r ** 2\n\n# Test\nassert area(1)",
        "    return math.pi * r ** 2\n\nclass A:\n    def f(self",
    ],
)
def test_a_body_completes_the_given_function_and_ends_with_it(body):
    space: dict[str, object] = {}
    exec(read(body, stub=STUB, entry="area"), space)
    assert round(space["area"](1), 3) == 3.142
    assert "other" not in space
    assert "A" not in space


def test_a_whole_function_keeps_the_imports_of_the_request():
    code = read("```python\ndef area(r):\n    return math.pi * r * r\n```", stub=STUB, entry="area")
    assert code.startswith("import math")
    assert parse(code) is not None
    assert code.count("def area") == 1


def test_a_helper_after_the_wanted_function_is_kept_in_a_whole_answer():
    code = read("def area(r):\n    return half(r)\n\ndef half(r):\n    return r / 2", stub=STUB, entry="area")
    assert "def half" in code


def test_indented_code_in_a_fence_is_left_to_the_fixers_not_lost():
    text = "```python\n" + textwrap.indent("x = 1\ny = 2", "    ") + "\n```"
    assert read(text).split() == ["x", "=", "1", "y", "=", "2"]


def test_an_apology_is_no_code():
    assert parse(read("I am sorry, but I cannot do that.")) is None
