"""From a page's request to what is asked of the loop."""

import pandas as pd
import pytest
from pages import ask
from support import scripted

from smallcode_nb.errors import RequestError
from smallcode_nb.notebook.comm.asking import wish_of
from smallcode_nb.notebook.extension import load

CELL = {"id": "c1", "source": "x = y"}


@pytest.fixture
def wish(shell):
    session = load(shell, scripted("total = 1"))
    shell.user_ns["sales"] = pd.DataFrame({"price": [1]})
    return lambda message, busy=False: wish_of(message, session, None, cell_running=busy)


def test_mentions_become_words_and_those_of_nothing_are_told(wish):
    made = wish(ask("mean of @sales.price, not @nothing"))
    assert made.order.text == "mean of price in sales, not nothing"
    assert "@nothing is no variable and no file here" in made.notes[0]


def test_flags_become_the_orders_own_settings_and_trust_is_never_one(wish):
    made = wish(ask(flags={"n": 3, "seed": 9, "max_seconds": 2, "model": "smallcode-tiny"}))
    assert (made.order.n, made.order.seed, made.order.max_seconds, made.order.model) == (3, 9, 2, "smallcode-tiny")
    assert made.order.trust is None


def test_a_test_may_be_an_assert_or_what_should_be_true(wish):
    assert wish(ask(tests=["assert a == 1", "b > 2"])).order.tests == ("assert a == 1", "assert b > 2")


@pytest.mark.parametrize(
    "test", ["assert a ==", "import os", "assert 1; import os", "assert 1\nimport os", "x = 1", ""]
)
def test_a_test_that_is_more_than_one_assert_is_refused(wish, test):
    with pytest.raises(RequestError, match="not one assert"):
        wish(ask(tests=[test]))


def test_a_traceback_is_read_without_its_colours(wish):
    failure = {"ename": "KeyError", "evalue": "\x1b[31m'a'\x1b[0m", "traceback": "\x1b[0;31mKeyError\x1b[0m"}
    made = wish(ask("", "fix", cell=CELL, failure=failure))
    assert (made.failure.code, made.failure.evalue, made.failure.traceback) == ("x = y", "'a'", "KeyError")


def test_that_a_cell_was_running_is_noted(wish):
    assert "A cell was running" in wish(ask("total"), busy=True).notes[0]


@pytest.mark.parametrize("action", ["fix", "explain", "test", "refactor", "document"])
def test_every_action_on_a_cell_needs_one(wish, action):
    with pytest.raises(RequestError, match="needs a cell"):
        wish(ask("", action))
