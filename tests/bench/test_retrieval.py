"""Scores and pairs on small known cases; the whole benchmark is run by hand."""

from math import log2

import pytest

from smallcode_nb.bench.retrieval import _ndcg, _recall
from smallcode_nb.bench.retrieval_sets import _pairs, _question, cosqa
from smallcode_nb.errors import RetrievalError


def test_gain_falls_with_the_rank_of_the_relevant_one():
    assert _ndcg(["a", "b", "c"], frozenset("a")) == 1
    assert _ndcg(["a", "b", "c"], frozenset("c")) == pytest.approx(1 / log2(4))
    assert _ndcg(["a", "b"], frozenset("z")) == 0
    assert _ndcg(["a", "b"], frozenset("ab")) == 1
    assert _recall(["a", "b"], frozenset("az")) == 0.5


def test_an_exercise_is_its_text_without_the_step_number():
    assert _question("### Step 4. See the first 10 entries") == "See the first 10 entries"
    assert _question("### Step 1. Import the necessary libraries") == ""
    assert _question("## Ok") == ""


def test_a_solution_does_not_hold_the_exercise_it_answers():
    cells = [
        {"cell_type": "markdown", "source": "### Step 2. What is the mean age per occupation?"},
        {"cell_type": "code", "source": "users.groupby('occupation').age.mean()", "outputs": []},
    ]
    ((question, fragment),) = _pairs("n.ipynb", {"nbformat": 4, "metadata": {}, "cells": cells})
    assert question == "What is the mean age per occupation?"
    assert "mean age per" not in repr(fragment)


def test_missing_data_is_named_with_a_remedy(tmp_path):
    with pytest.raises(RetrievalError, match="SMALLCODE_DATA"):
        cosqa(tmp_path)
