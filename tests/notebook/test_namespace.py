"""What of a notebook a request may see, and names that are not there."""

import pytest

from smallcode_nb.agent.types import Column, Namespace, Variable, VariableKind
from smallcode_nb.errors import UnknownName
from smallcode_nb.notebook.namespace import check_names, earlier_cells, user_variables

SALES = Namespace((Variable("sales", VariableKind.FRAME, "DataFrame", columns=(Column("price", "int"),)),))


def test_only_what_the_user_bound_is_seen(shell):
    shell.run_cell("a = 1\n_private = 2", store_history=True)
    assert user_variables(shell) == {"a": 1}


def test_the_variables_are_a_copy(shell):
    user_variables(shell)["b"] = 1
    assert "b" not in shell.user_ns


def test_earlier_cells_come_oldest_first_without_repetitions_and_within_the_limit(shell):
    for source in ("a = 1", "b = 2", "a = 1", "c = 3", "current"):
        shell.run_cell(source, store_history=True)
    assert earlier_cells(shell, 2) == ("a = 1", "c = 3")
    assert earlier_cells(shell, 0) == ()


@pytest.mark.parametrize(
    "text",
    [
        "mean price in sales",
        "mean of `price` in `sales`",
        "write `slugify(text)`",
        "put it into `total`",
        "the price of df in general terms".replace("df", "wheat"),
    ],
)
def test_language_and_known_names_pass(text):
    check_names(text, SALES)


@pytest.mark.parametrize(
    ("text", "name"), [("rows of df2", "df2"), ("mean from `stock`", "stock"), ("in the dataframe `x1`", "x1")]
)
def test_data_that_is_not_there_is_named(text, name):
    with pytest.raises(UnknownName) as caught:
        check_names(text, SALES)
    assert name in caught.value.cause
    assert "sales" in caught.value.remedy


def test_without_any_frame_the_remedy_shows_how_to_load_one():
    with pytest.raises(UnknownName, match=r"df = pd\.read_csv"):
        check_names("mean price in df", Namespace())
