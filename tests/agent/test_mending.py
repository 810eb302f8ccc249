from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.mending import distance, mend_columns, mend_key, nearest, rename
from smallcode_nb.agent.types import Column, Namespace, Variable, VariableKind

from .factories import FLIGHTS, NAMESPACE

NAMES = st.text("abcdef_ 12", min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('flights["dep_delay"]', 'flights["dep delay"]'),
        ("flights['Dep_Delay']", "flights['dep delay']"),
        ('flights[["carier", "n"]]', 'flights[["carrier", "n"]]'),
        ('flights.groupby("Carrier")["total_cost"].sum()', 'flights.groupby("carrier")["Total Cost"].sum()'),
        ('flights.sort_values(by="dep-delay")', 'flights.sort_values(by="dep delay")'),
        ('flights.nlargest(3, "total cost")', 'flights.nlargest(3, "Total Cost")'),
        ('flights.agg({"dep_delay": "mean"})', 'flights.agg({"dep delay": "mean"})'),
        ('flights.groupby("n").agg(x=("dep_delay", "mean"))', 'flights.groupby("n").agg(x=("dep delay", "mean"))'),
        ('flights.plot.scatter(x="dep_delay", y="n")', 'flights.plot.scatter(x="dep delay", y="n")'),
        ('flights.loc[flights.n > 3, "dep_delay"]', 'flights.loc[flights.n > 3, "dep delay"]'),
        ('flights["dep_delay"] += 1', 'flights["dep delay"] += 1'),
        ("flights.dep_delay.mean()", 'flights["dep delay"].mean()'),
        ('flights.rename(columns={"dep_delay": "Dep Delay"})', 'flights.rename(columns={"dep delay": "Dep Delay"})'),
        ('x = "ü"; flights["dep_delay"]', 'x = "ü"; flights["dep delay"]'),
    ],
)
def test_a_column_copied_almost_right_becomes_the_live_one(code, expected):
    assert mend_columns(code, NAMESPACE)[0] == expected


@pytest.mark.parametrize(
    "code",
    [
        'flights["dep delay"].plot(title="dep_delay")',
        'flights[flights["carrier"] == "Carrier"]',
        'flights["carier"] = 1\nflights["carier"].sum()',
        'flights.assign(total_cost=1)["total_cost"]',
        'flights.groupby("carrier").size().reset_index(name="Carriers")["Carriers"]',
        'flights[flights["carrier"].isin(["Delt", "AA"])]',
        'flights["carrier"].str.replace("dep_delay", "x")',
        'd = {"dep_delay": 1}\nprint(d)',
        'pd.DataFrame({"Carrier": [1]})["Carrier"]',
        'flights.carrier.value_counts().reset_index()["count"]',
        "flights.columns",
        'flights["arrival"]',
        'flights["Delta"]',
        'xs["dep_delay"]',
        'flights.rename(columns={"n": "dep_delay"})["dep_delay"]',
        "flights.dep_delay()",
        'plt.xlabel("dep_delay")',
    ],
)
def test_values_titles_and_new_names_are_left_alone(code):
    assert mend_columns(code, NAMESPACE) == (code, ())


def test_a_name_like_two_columns_is_left_alone():
    columns = (Column("rate_a", "int"), Column("rate_b", "int"))
    namespace = Namespace((Variable("t", VariableKind.FRAME, "DataFrame", columns=columns),))
    assert mend_columns('t["rate_c"]', namespace) == ('t["rate_c"]', ())


def test_numbers_in_names_are_never_a_slip():
    namespace = Namespace((Variable("t", VariableKind.FRAME, "DataFrame", columns=(Column("score_2020", "int"),)),))
    assert mend_columns('t["score_2021"]', namespace)[1] == ()


def test_the_table_in_front_decides_which_columns_are_meant():
    trips = Variable("trips", VariableKind.FRAME, "DataFrame", columns=(Column("dep_delays", "int"),))
    namespace = Namespace((*NAMESPACE.variables, trips))
    assert mend_columns('flights["Dep_Delay"]', namespace)[0] == 'flights["dep delay"]'
    assert mend_columns('trips["Dep_Delays"]', namespace)[0] == 'trips["dep_delays"]'


def test_each_replacement_is_noted_once():
    assert mend_columns('flights["dep_delay"] - flights["dep_delay"].mean()', NAMESPACE)[1] == (
        "column: dep_delay→dep delay",
    )


def test_a_key_known_to_be_wrong_is_matched_by_its_words():
    assert mend_key('flights["cost"].sum()', "cost", NAMESPACE)[0] == 'flights["Total Cost"].sum()'


def test_a_new_column_is_not_mended_after_a_key_error():
    assert mend_key('flights["cost"] = 1', "cost", NAMESPACE) == ("", "")


def test_renaming_touches_names_only():
    assert rename("df.df + f(df='df', x=df)", "df", "flights") == "flights.df + f(df='df', x=flights)"


@given(NAMES, NAMES)
def test_distance_is_a_distance(left, right):
    assert distance(left, left) == 0
    assert distance(left, right) == distance(right, left) <= max(len(left), len(right))


@given(NAMES, st.lists(NAMES, max_size=5, unique=True))
def test_the_nearest_name_is_a_known_one_and_never_the_name_itself(name, known):
    near = nearest(name, known)
    assert near == "" or (near in known and name not in known)


def test_the_live_columns_themselves_are_never_changed():
    for column in FLIGHTS.columns:
        code = f'flights["{column.name}"]'
        assert mend_columns(code, NAMESPACE) == (code, ())
