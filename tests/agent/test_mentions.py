from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.mentions import fold, mentioned, require_tables
from smallcode_nb.agent.types import Column, Namespace, Variable, VariableKind
from smallcode_nb.errors import UnknownName

from .factories import NAMESPACE


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mean price in the table sales", "sales"),
        ("plot the prices of the dataframe sales by region", "sales"),
        ("count rows in the dataframe `sales`", "sales"),
        ("use the data frame called sales to find the maximum", "sales"),
        ("mean of price in df", "df"),
        ("join orders_df with flights", "orders_df"),
    ],
)
def test_a_table_that_does_not_exist_is_named_with_those_that_do(text, name):
    with pytest.raises(UnknownName, match=f"'{name}'.*flights"):
        require_tables(text, NAMESPACE)


@pytest.mark.parametrize(
    "text",
    [
        "mean delay in the table flights",
        "mean delay in the table flight",
        "pivot table of delay with carrier as rows",
        "a table of delays per carrier",
        "show the result in a table sorted by n",
        "the table above has a mistake",
        "make a dataframe called summary with the means",
        "create a dataframe df with two columns",
        "load it into df and show the head",
        "store the rows as late_df",
        "df = flights without missing values",
        "in the table format of the first cell",
        "give me a table with the carrier and the delay",
        "write the frame to csv",
        "group the table by carrier",
        "rows of the table where n is above 3",
        "in the table carrier is misspelled",
        "frame the question",
        "put it in a table for printing",
        "use the table to find the maximum",
    ],
)
def test_ordinary_words_about_tables_raise_no_alarm(text):
    require_tables(text, NAMESPACE)


def test_with_nothing_live_the_remedy_is_to_run_the_cell_that_loads():
    with pytest.raises(UnknownName, match="No table is live"):
        require_tables("mean of price in df", Namespace())


def test_the_variable_called_by_name_comes_before_the_one_with_matching_columns():
    other = Variable("trips", VariableKind.FRAME, "DataFrame", columns=(Column("carrier", "str"), Column("n", "int")))
    namespace = Namespace((other, *NAMESPACE.variables))
    assert mentioned("mean n per carrier in flights", namespace)[0] == "flights"
    assert mentioned("total cost per carrier", namespace)[0] == "flights"
    assert mentioned("the longest of xs", namespace)[0] == "xs"


def test_a_name_inside_a_longer_word_is_no_mention():
    assert "xs" not in mentioned("maxs of all boxs", NAMESPACE)


@given(st.text(max_size=30))
def test_folding_ignores_case_blanks_and_punctuation(name):
    assert fold(name.replace("ß", "s")) == fold(f" {name.replace('ß', 's')}_ ")


@given(st.text(max_size=200))
def test_any_text_can_be_searched_for_mentions(text):
    assert set(mentioned(text, NAMESPACE)) <= NAMESPACE.names()
