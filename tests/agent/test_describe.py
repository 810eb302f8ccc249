from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.describe import line, variable_of, variables_of
from smallcode_nb.agent.types import Column, Run, RunStatus, Variable, VariableKind

from .factories import FLIGHTS, XS, figure, frame, scalar, series

TEXT = st.text(max_size=20)
COLUMNS = st.builds(
    Column,
    name=st.text("abc d_é", min_size=1, max_size=8),
    dtype=st.sampled_from(["int", "float", "str", "bool", "datetime", "timedelta", "category", "object"]),
    samples=st.lists(TEXT, max_size=2).map(tuple),
    has_nulls=st.booleans(),
)
INDEX = st.lists(COLUMNS.map(lambda c: Column(c.name, c.dtype, c.samples[:1], c.has_nulls, is_index=True)), max_size=1)
FRAMES = st.builds(
    lambda index, columns: Variable("df", VariableKind.FRAME, "DataFrame", (9, 9), (*index, *columns)),
    INDEX,
    st.lists(COLUMNS, max_size=20),
)


def test_a_frame_is_one_line_of_quoted_columns():
    assert line(FLIGHTS) == (
        'flights: "carrier" str AA, Delta; "dep delay" float?; "date" datetime 2021-03-05, 2021-03-07; '
        '"n" int; "ok" bool; "Total Cost" int'
    )


def test_larger_models_see_the_shape_too():
    assert line(FLIGHTS, [FLIGHTS.columns[3]], shape=True) == 'flights (DataFrame 1200x6): "n" int'


def test_an_index_that_is_not_bookkeeping_comes_first():
    day = Column("date", "datetime", ("2021-03-05", "2021-03-06"), is_index=True)
    rows = Column("", "int", is_index=True)
    indexed = Variable("t", VariableKind.FRAME, "DataFrame", columns=(day, rows, Column("n", "int")))
    assert line(indexed) == 't: index "date" datetime 2021-03-05; "n" int'


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        (Variable("s", VariableKind.SERIES, "Series", (3,), element="float"), "s: series float"),
        (Variable("a", VariableKind.ARRAY, "ndarray", (100, 3), element="float"), "a: array float 100x3"),
        (XS, "xs: list int 3, 1, 2"),
        (
            Variable("d", VariableKind.DICT, "dict", element="str int", samples=("a: 1", "b: 2")),
            'd: dict str int "a", "b"',
        ),
        (Variable("d", VariableKind.DICT, "dict", element="int str", samples=("1", "2")), "d: dict int str 1, 2"),
        (Variable("k", VariableKind.SCALAR, "int", samples=("5",)), "k: int 5"),
        (Variable("name", VariableKind.TEXT, "str", samples=("hello",)), "name: str hello"),
        (Variable("f", VariableKind.FUNCTION, "function", signature="(a, b)"), "f(a, b)"),
        (Variable("pd", VariableKind.MODULE, "module"), "pd: module"),
    ],
)
def test_every_kind_of_variable_has_its_line(variable, told):
    assert line(variable) == told


@given(FRAMES)
def test_frames_are_described_to_the_letter_as_the_embedded_model_was_taught(variable):
    taught = pytest.importorskip("smallcode_nb.models.tiny.corpus.format")
    assert line(variable) == taught.render_variable(variable)


@given(FRAMES)
def test_a_description_is_always_one_line(variable):
    assert len(line(variable).splitlines()) == 1


def test_what_a_run_left_is_described_like_a_live_variable():
    table = frame(
        {"carrier": ["AA", None], "n": [1, 2]}, {"names": ["day"], "values": ["2021", "2022"], "default": False}
    )
    run = Run(RunStatus.OK, value=scalar(5), changed=(("late", table), ("names", series("c", ["a"]))))
    result, late, names = variables_of(run)
    assert (result.name, result.kind) == ("result", VariableKind.SCALAR)
    assert [(c.name, c.is_index, c.has_nulls) for c in late.columns] == [
        ("day", True, False), ("carrier", False, True), ("n", False, False),
    ]  # fmt: skip
    assert names.kind is VariableKind.SERIES


def test_a_shown_figure_is_no_variable():
    assert variables_of(Run(RunStatus.OK, value=figure(("bar", [1], [2])))) == ()


def test_column_types_of_a_run_use_the_same_words():
    words = {name: variable_of("t", frame({"c": [1]}, dtype=name)).columns[0].dtype for name in
             ("int64", "float32", "bool", "object", "datetime64[ns]", "category", "str", "timedelta64")}  # fmt: skip
    assert list(words.values()) == ["int", "float", "bool", "str", "datetime", "category", "str", "timedelta"]
