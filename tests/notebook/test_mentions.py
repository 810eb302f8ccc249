"""Mentions put in words."""

import pandas as pd
import pytest

from smallcode_nb.notebook.mentions import resolve

VARIABLES = {"sales": pd.DataFrame({"price": [1], "unit price": [1]}), "n": 3}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mean price in @sales", "mean price in sales"),
        ("mean of @sales.price by city", "mean of price in sales by city"),
        ('mean of @sales."unit price"', "mean of unit price in sales"),
        ("read @data.csv.", "read 'data.csv'."),
        ('read @"my data.csv"', "read 'my data.csv'"),
        ("the first @n rows", "the first n rows"),
        ("mail me@home.org", "mail me@home.org"),
        ("no mention", "no mention"),
    ],
)
def test_a_mention_becomes_the_words_for_what_it_stands_for(text, words, tmp_path):
    (tmp_path / "data.csv").touch()
    (tmp_path / "my data.csv").touch()
    assert resolve(text, VARIABLES, tmp_path) == (words, ())


@pytest.mark.parametrize("text", ["in @salse", "read @../secret.csv", "read @/etc/passwd", "the @sales.pirce"])
def test_a_mention_of_nothing_is_read_as_words_and_told(text, tmp_path):
    words, notes = resolve(text, VARIABLES, tmp_path)
    assert "@" not in words
    assert "is no variable and no file here" in notes[0]
