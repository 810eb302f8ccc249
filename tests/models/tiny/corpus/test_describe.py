"""Live objects as the prompt names them."""

import numpy as np
import pandas as pd

from smallcode_nb.models.tiny.corpus.describe import describe
from smallcode_nb.models.tiny.corpus.format import render_namespace


def test_a_live_frame_reads_as_the_documented_line() -> None:
    frame = pd.DataFrame(
        {
            "carrier": ["AA", "Delta", "AA"],
            "dep delay": [1.0, None, 2.0],
            "n": [1, 2, 3],
            "ok": [True, False, True],
            "level": pd.Categorical(["low", "high", "low"]),
            "at": pd.to_datetime(["2021-03-05", "2021-03-07", "2021-03-05"]),
        }
    )
    assert render_namespace(describe({"flights": frame})) == (
        'flights: "carrier" str AA, Delta; "dep delay" float?; "n" int; "ok" bool; "level" category low, high; '
        '"at" datetime 2021-03-05, 2021-03-07'
    )


def test_a_date_index_comes_first_with_one_sample() -> None:
    frame = pd.DataFrame({"x": [1, 2]}, index=pd.DatetimeIndex(["2021-03-05 10:30", "2021-03-06"], name="when"))
    assert render_namespace(describe({"df": frame})) == 'df: index "when" datetime 2021-03-05 10:30; "x" int'


def test_lists_dicts_arrays_series_and_scalars_have_their_own_lines() -> None:
    def area(a: int, b: int) -> int:
        return a * b

    lines = render_namespace(
        describe(
            {
                "xs": [1, 2.5],
                "d": {"a": 1},
                "m": np.zeros((2, 3)),
                "s": pd.Series([1.0]),
                "t": "hello",
                "ok": True,
                "area": area,
            }
        )
    ).splitlines()
    assert lines[:6] == [
        "xs: list float 1, 2.5",
        'd: dict str int "a"',
        "m: array float 2x3",
        "s: series float",
        "t: str hello",
        "ok: bool True",
    ]
    assert lines[6].startswith("area(a: int, b: int)")
