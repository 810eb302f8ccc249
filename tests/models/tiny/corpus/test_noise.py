"""Hurried typing."""

from random import Random

from smallcode_nb.models.tiny.corpus.noise import typed
from smallcode_nb.models.tiny.corpus.phrasing import Segment

REQUEST = [Segment("average "), Segment("Dep_Delay", fixed=True), Segment(" grouped by the carrier of flights")]


def test_exact_names_survive_every_slip() -> None:
    assert all("Dep_Delay" in typed(Random(seed), REQUEST) for seed in range(500))


def test_most_requests_are_clean_and_some_are_misspelled() -> None:
    clean = "average dep_delay grouped by the carrier of flights"
    same = sum(typed(Random(seed), REQUEST).lower().rstrip(".!") == clean for seed in range(500))
    assert 430 < same < 500


def test_sum_of_loses_its_of_where_no_name_follows() -> None:
    assert typed(Random(3), [Segment("x", fixed=True), Segment(": monthly "), Segment("sum of")]).endswith("sum")
    assert typed(Random(3), [Segment("sum of"), Segment(" of "), Segment("x", fixed=True)]) == "sum of x"
