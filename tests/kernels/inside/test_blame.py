import pytest

from smallcode_nb.kernels.inside.blame import blame


def caught(code, name="/t/ipykernel_1/2.py"):
    with pytest.raises(BaseException) as info:  # noqa: PT011 - any error of the code
        exec(compile(code, name, "exec"), {})
    return blame(info.value, code)


def test_the_innermost_line_of_the_candidate_is_named():
    found = caught("def f(x):\n    return 1 / x\n\nf(0)")
    assert (found["ename"], found["line"]) == ("ZeroDivisionError", 2)
    assert found["traceback"].splitlines() == [
        "Traceback (most recent call last):",
        "  Cell, line 4",
        "    f(0)",
        "  Cell, line 2, in f",
        "    return 1 / x",
        "ZeroDivisionError: division by zero",
    ]


def test_library_frames_are_left_out():
    found = caught("import json\njson.loads('{')")
    assert found["frame"] == "line 2: json.loads('{')"
    assert "decoder" not in found["traceback"]


def test_a_syntax_error_in_the_code_itself_has_its_line():
    with pytest.raises(SyntaxError) as info:
        compile("a = 1\nb = (", "/t/ipykernel_1/2.py", "exec")
    assert blame(info.value, "a = 1\nb = (")["line"] == 2


def test_an_error_that_cannot_be_printed_is_still_reported():
    found = caught("class E(Exception):\n    def __str__(self):\n        raise ValueError\nraise E")
    assert (found["ename"], found["evalue"], found["line"]) == ("E", "<unprintable>", 4)
