from __future__ import annotations

import json

import pytest

from smallcode_nb.agent.portraits import same
from smallcode_nb.agent.types import Portrait

from .factories import frame, series

GROUPED = series("n", [10, 20], ["AA", "B6"], "carrier")
COLUMNS = frame({"carrier": ["AA", "B6"], "n": [10, 20]})


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (GROUPED, COLUMNS),
        (COLUMNS, frame({"n": [10.0, 20.0], "carrier": ["AA", "B6"]}, dtype="float64")),
        (COLUMNS, frame({"carrier": ["B6", "AA"], "n": [20, 10]})),
        (
            COLUMNS,
            frame({"carrier": ["AA", "B6"], "n": [10, 20]}, {"names": [None], "values": [7, 3], "default": False}),
        ),
        (frame({"n": [1, 2]}), series("n", [1, 2])),
        (series(None, [1.0, 2.0]), frame({"n": [1, 2]})),
        (series(None, [3, 4], ["AA", "B6"], "carrier"), frame({"carrier": ["AA", "B6"], "size": [3, 4]})),
        (frame({"n": [1.0, None]}), frame({"n": [1.0, "nan"]})),
        (frame({"n": [0.1 + 0.2]}), frame({"n": [0.3]})),
        (frame({"d": ["2021-03-05"]}), frame({"d": ["2021-03-05T00:00:00"]})),
    ],
    ids=["grouped", "columns", "rows", "reset", "one-column", "unnamed", "counted", "missing", "noise", "moment"],
)
def test_tables_that_say_the_same_are_the_same(left, right):
    assert same(left, right)
    assert same(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (COLUMNS, frame({"carrier": ["AA", "B6"], "n": [10, 21]})),
        (COLUMNS, frame({"carrier": ["AA", "B6"], "m": [10, 20]})),
        (COLUMNS, frame({"carrier": ["AA", "B6"]})),
        (COLUMNS, frame({"carrier": ["AA", "B6", "B6"], "n": [10, 20, 20]})),
        (COLUMNS, frame({"carrier": ["B6", "AA"], "n": [10, 20]})),
        (series("n", [10, 20]), GROUPED),
    ],
    ids=["value", "name", "column", "rows", "pairing", "labels"],
)
def test_tables_that_differ_in_content_differ(left, right):
    assert not same(left, right)
    assert not same(right, left)


def test_row_order_counts_when_the_request_asks_for_an_order():
    turned = frame({"carrier": ["B6", "AA"], "n": [20, 10]})
    assert not same(COLUMNS, turned, ordered=True)
    assert same(GROUPED, COLUMNS, ordered=True)


def test_levels_of_an_index_are_columns():
    body = {
        "columns": [{"name": "n", "dtype": "int64", "values": [1, 2]}],
        "index": {"names": ["a", "b"], "values": [["x", 1], ["y", 2]], "default": False},
    }
    nested = Portrait("frame", json.dumps(body), shape=(2, 1))
    assert same(nested, frame({"a": ["x", "y"], "b": [1, 2], "n": [1, 2]}))
