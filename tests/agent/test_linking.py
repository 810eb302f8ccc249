"""Requests with the exact names of the columns they speak of."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.linking import doubts, linked, mentions, one_slip
from smallcode_nb.agent.mending import distance

COLUMNS = [
    "CUSTOMER_FITTING",
    "dep_delay",
    "Squad Min (USD)",
    "telemetry",
    "telemetry_group",
    "carrier",
    "min_tumor",
    "Größe",
]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("average dep delay per carrier", "average `dep_delay` per `carrier`"),
        ("give me the customer fittings over 2", "give me the `CUSTOMER_FITTING` over 2"),
        ("rows where Squad Min (USD) is above 3", "rows where `Squad Min (USD)` is above 3"),
        ("sort by squad min usd", "sort by `Squad Min (USD)`"),
        ("lowest squad", "lowest `Squad Min (USD)`"),
        ("telemetry per telemetry groups", "`telemetry` per `telemetry_group`"),
        ("AVERAGE DEP DELAY", "AVERAGE `dep_delay`"),
        ("total depdelay by 'carrier'", "total `dep_delay` by `carrier`"),
        ("mean dep_dealy", "mean dep_dealy"),
        ("averge dep deley by carier", "averge `dep_delay` by `carrier`"),
        ("die größe bitte", "die `Größe` bitte"),
        ("biggest tumors first", "biggest `min_tumor` first"),
    ],
)
def test_mentions_become_exact_names(request_: str, expected: str) -> None:
    assert linked(request_, COLUMNS) == expected


@pytest.mark.parametrize(
    "request_",
    [
        "count the rows per group",
        "call the result delayed_carrier_min",
        "show rows where name is 'dep'",
        "put it into a column called fitting",
        "",
    ],
)
def test_what_may_mean_something_else_stays(request_: str) -> None:
    assert linked(request_, COLUMNS) == request_


def test_of_two_columns_that_end_alike_the_first_is_taken_and_the_other_told() -> None:
    (mention,) = mentions("average delay", ["dep_delay", "arr_delay"])
    assert (mention.column, mention.others) == ("dep_delay", ("arr_delay",))
    assert linked("average delay", ["dep_delay", "arr_delay", "delay_kind"]) == "average delay"


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("how many flights per origin", "how many flights per `origin`"),
        ("the longest flight", "the longest flight"),
        ("mean departure delay", "mean `dep_delay`"),
        ("highest prices first", "highest `unit_price` first"),
        ("flights by flight date", "flights by `flight_date`"),
    ],
)
def test_rows_are_not_taken_for_columns_and_short_forms_are_understood(request_: str, expected: str) -> None:
    columns = ["flight_date", "origin", "dep_delay", "unit_price"]
    assert linked(request_, columns, ["flights"]) == expected
    assert linked(request_, columns, ["df"]) == expected


def test_a_column_called_like_a_word_of_requests_is_meant_only_in_quotation_marks() -> None:
    assert linked("count rows per `count`", ["count"]) == "count rows per `count`"
    assert [m.column for m in mentions("count rows per 'count'", ["count"])] == ["count"]


def test_a_column_called_like_a_part_of_the_calendar_is_meant_by_that_word() -> None:
    assert linked("line plot of oslo over month", ["month", "oslo"]) == "line plot of `oslo` over `month`"
    assert linked("the last 3 months of oslo", ["month", "oslo"]) == "the last 3 months of `oslo`"
    for asked in ("7 day mean", "mean per hour of the day", "count by day of the week"):
        assert linked(asked, ["day"]) == asked


def test_a_very_wide_table_is_linked_by_whole_names_and_parts_alone() -> None:
    columns = [f"sensor_{n}_{n + 1}" for n in range(5000)] + ["dep_delay"]
    assert linked("mean dep delay of sensor 7 8", columns) == "mean `dep_delay` of `sensor_7_8`"
    assert linked("mean departure delays", columns) == "mean departure `dep_delay`"
    assert linked("mean departure delays", columns[-1:]) == "mean `dep_delay`"


def test_a_name_that_backticks_cannot_hold_is_left_as_it_was_said() -> None:
    assert linked("mean of a b", ["a`b"]) == "mean of a b"


def test_where_it_was_found_is_told() -> None:
    (mention,) = mentions("mean dep delay", ["dep_delay"])
    assert (mention.start, mention.end) == (5, 14)
    (mention,) = mentions("mean delay", ["dep_delay"])
    assert (mention.start, mention.end) == (5, 10)
    (mention,) = mentions("mean Squad Min (USD) of all", COLUMNS)
    assert (mention.start, mention.end) == (5, 20), "with the bracket"


def test_two_columns_that_read_alike_are_told_apart_only_letter_by_letter() -> None:
    columns = ["dep_delay", "Dep Delay"]
    assert linked("mean of Dep Delay", columns) == "mean of `Dep Delay`"
    (mention,) = mentions("mean of DEP DELAY", columns)
    assert (mention.column, mention.others) == ("dep_delay", ("Dep Delay",))


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=12), max_size=5))
def test_any_text_is_taken_and_linking_a_linked_request_changes_nothing(request_: str, columns: list[str]) -> None:
    found = mentions(request_, columns)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= m.start < m.end <= len(request_) and m.column in columns for m in found)


@given(st.permutations(["dep delay", "carrier", "squad min usd"]))
def test_linking_twice_is_linking_once(spoken: list[str]) -> None:
    once = linked("mean of " + " and ".join(spoken), COLUMNS)
    assert linked(once, COLUMNS) == once


def test_a_doubt_quotes_the_word_and_names_the_others() -> None:
    asked = "mean delay per carrier"
    found = mentions(asked, ["dep_delay", "arr_delay", "carrier"])
    assert doubts(asked, found) == ("'delay' may also mean arr_delay; dep_delay was taken.",)
    assert doubts("mean arr delay", mentions("mean arr delay", ["dep_delay", "arr_delay"])) == ()


@given(st.text("abc", min_size=5, max_size=9), st.text("abc", min_size=5, max_size=9))
def test_one_slip_is_one_edit(typed: str, meant: str) -> None:
    assert one_slip(typed, meant) == (distance(typed, meant) == 1)
