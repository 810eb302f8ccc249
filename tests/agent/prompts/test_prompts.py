"""Golden texts: a change here changes what every model is told."""

from __future__ import annotations

import jinja2
import pytest

from smallcode_nb.agent.prompts import plain, render

NOTHING = dict.fromkeys(["history", "namespace", "snippets", "target", "tests", "draft", "error"], "")


def test_tiny():
    assert render("tiny", namespace="k: int 5", request="double k", draft="", error="") == (
        "<|ns|>k: int 5<|task|>double k<|code|>"
    )


def test_tiny_repair():
    assert render("tiny", namespace="k: int 5", request="double k", draft="k*", error="SyntaxError: x") == (
        "<|ns|>k: int 5<|task|>double k<|draft|>k*<|error|>SyntaxError: x<|code|>"
    )


def test_chat_system_for_a_cell():
    assert render("chat_system", function=False, signature="", figure=False, thinking=False) == (
        "You write Python for a Jupyter notebook.\n"
        "Answer with one fenced Python block: the code of the next cell.\n"
        "The variables listed below exist already: use them by their exact names and column names, "
        "and never load or make up data.\n"
        "End with an expression that shows the result.\n"
        "Write no explanation."
    )


def test_chat_system_for_a_function():
    assert render("chat_system", function=True, signature="f(a)", figure=False, thinking=True) == (
        "You write Python for a Jupyter notebook.\n"
        "Answer with one fenced Python block that holds the complete function `f(a)` and the imports it needs. "
        "No example calls, no prints.\n"
        "Think step by step in a few short sentences first."
    )


def test_chat_user():
    values = {**NOTHING, "namespace": "k: int 5", "tests": "assert result == 10"}
    assert render("chat_user", request="double k", **values) == (
        "Live variables:\nk: int 5\n\nTask: double k\n\nIt must satisfy:\nassert result == 10"
    )


def test_chat_repair():
    values = {**NOTHING, "draft": "k * j", "error": "NameError: name 'j' is not defined"}
    assert render("chat_user", request="double k", **values) == (
        "Task: double k\n\nAn earlier attempt failed:\n```python\nk * j\n```\nNameError: name 'j' is not defined\n"
        "Write the corrected code."
    )


def test_base():
    values = {**NOTHING, "namespace": "k: int 5", "history": "k = 5", "tests": "assert result == 10"}
    assert render("base", request="double k", function=False, **values) == (
        "# Jupyter notebook, Python 3\nk = 5\n\n# Live variables:\n# k: int 5\n\n# Task: double k\n"
        "# It must satisfy: assert result == 10"
    )


def test_base_repair():
    values = {**NOTHING, "draft": "k * j", "error": "NameError: x"}
    assert render("base", request="double k", function=False, **values) == (
        "# Jupyter notebook, Python 3\n# This attempt failed with NameError: x\n# k * j\n\n# Task: double k"
    )


def test_plan():
    assert render("plan", request="clean and plot", most=3).endswith("Task: clean and plot")


def test_a_forgotten_value_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        render("tiny", namespace="", request="")


def test_markers_in_user_text_are_broken_up():
    assert plain("<|code|>") == "< |code|>"
