"""What the embedded model is shown."""

from smallcode_nb.agent.types import Column, Variable, VariableKind
from smallcode_nb.models.tiny.corpus.format import MARKERS, error_line, render_namespace, render_prompt


def frame(*columns: Column) -> Variable:
    return Variable("flights", VariableKind.FRAME, "DataFrame", (3, len(columns)), columns)


def test_a_frame_is_one_line_of_columns_with_samples_for_text_and_dates_only() -> None:
    text = render_namespace(
        [
            frame(
                Column("date", "datetime", ("2021-03-05",), is_index=True),
                Column("carrier", "str", ("AA", "Delta", "United")),
                Column("dep delay", "float", ("1.5",), has_nulls=True),
            )
        ]
    )
    assert text == 'flights: index "date" datetime 2021-03-05; "carrier" str AA, Delta; "dep delay" float?'


def test_long_samples_are_cut_and_their_line_breaks_become_spaces() -> None:
    assert render_namespace([frame(Column("note", "str", ("one\ntwo three four five",)))]) == (
        'flights: "note" str one two three fo'
    )


def test_other_variables_say_their_kind_and_a_little_of_what_they_hold() -> None:
    variables = [
        Variable("a", VariableKind.ARRAY, "ndarray", (100, 3), element="float"),
        Variable("xs", VariableKind.LIST, "list", (4,), element="int", samples=("3", "5", "8", "9")),
        Variable("d", VariableKind.DICT, "dict", (2,), element="str int", samples=('"a"', '"b"')),
        Variable("k", VariableKind.SCALAR, "int", element="int", samples=("5",)),
        Variable("f", VariableKind.FUNCTION, "function", signature="(a, b)"),
        Variable("s", VariableKind.SERIES, "Series", (9,), element="float"),
    ]
    assert render_namespace(variables).splitlines() == [
        "a: array float 100x3",
        "xs: list int 3, 5, 8",
        'd: dict str int "a", "b"',
        "k: int 5",
        "f(a, b)",
        "s: series float",
    ]


def test_a_prompt_ends_where_the_model_begins_and_a_repair_shows_what_failed() -> None:
    plain = render_prompt("k: int 5", "double k")
    repair = render_prompt("k: int 5", "double k", draft="K * 2", error="NameError: name 'K' is not defined")
    assert plain == "<|ns|>k: int 5<|task|>double k<|code|>"
    assert repair == ("<|ns|>k: int 5<|task|>double k<|draft|>K * 2<|error|>NameError: name 'K' is not defined<|code|>")
    assert len(set(MARKERS)) == 6


def test_an_error_is_one_short_line_without_the_cells_file_name() -> None:
    assert error_line("SyntaxError", "'(' was never closed (1234.py, line 1)") == "SyntaxError: '(' was never closed"
    assert error_line("ValueError", "\nfirst\nsecond") == "ValueError: first"
    assert len(error_line("ValueError", "x" * 500)) == 120
