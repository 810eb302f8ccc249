import datetime as dt
import decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.kernels.inside.scalars import (
    MAX_CELL_TEXT,
    cell,
    clean,
    hash_text,
    is_missing,
    iso,
    label,
    loaded,
    rounded,
    safe_repr,
    scalar,
    unnumpy,
)


class Hostile:
    def __repr__(self):
        raise SystemExit


@pytest.mark.parametrize(
    ("value", "plain"),
    [(0.1 + 0.2, 0.3), (1e300 / 3, 3.33333333333e299), (float("-inf"), "-inf"), (float("nan"), "nan"), (2.0, 2.0)],
)
def test_floats_keep_twelve_digits(value, plain):
    assert rounded(value) == plain


def test_minus_zero_is_zero():
    assert str(rounded(-0.0)) == "0.0"


@pytest.mark.parametrize(("value", "missing"), [(None, True), (pd.NaT, True), (pd.NA, True), (float("nan"), False)])
def test_what_is_missing(value, missing):
    assert is_missing(value) is missing


def test_a_repr_has_no_address_no_end_and_no_say():
    assert safe_repr(object()) == "<object object>"
    assert len(safe_repr("x" * 999)) == 200
    assert safe_repr(Hostile()) == "<unprintable Hostile>"


@pytest.mark.parametrize(
    ("value", "kind", "plain"),
    [
        (True, "bool", True),
        (np.int8(-3), "int", -3),
        (np.float32(0.5), "float", 0.5),
        ("né\ud800", "str", "né?"),
        (bytearray(b"\x01"), "bytes", "01"),
        (dt.datetime(2024, 5, 1), "datetime", "2024-05-01"),
        (dt.time(10, 30), "datetime", "10:30:00"),
        (np.timedelta64(90, "s"), "datetime", "90s"),
        (pd.Period("2024-05"), "datetime", "2024-05"),
    ],
)
def test_a_single_value_has_a_kind_and_plain_data(value, kind, plain):
    assert scalar(value) == (kind, {"v": plain})


def test_a_container_is_no_single_value():
    assert scalar([1]) is None
    assert iso("2024-05-01") is None


def test_a_huge_integer_is_hexadecimal_and_short():
    kind, body = scalar(1 << 100_000)
    assert kind == "int"
    assert body["v"].startswith("0x1000")
    assert len(body["v"]) == 200


def test_numpys_scalars_become_pythons():
    assert type(unnumpy(np.float64(1.5))) is float
    assert unnumpy(np.datetime64("2024-05-01")) == pd.Timestamp("2024-05-01")
    assert unnumpy("x") == "x"


@pytest.mark.parametrize(
    ("value", "plain"),
    [(float("nan"), None), (pd.NaT, None), (decimal.Decimal("1.10"), "1.10"), ([1, 2], "[1, 2]"), (1.5, 1.5)],
)
def test_a_cell_is_a_json_scalar(value, plain):
    assert cell(value) == plain


def test_a_long_cell_is_cut_and_still_told_apart():
    first, second = cell("x" * 1000 + "a"), cell("x" * 1000 + "b")
    assert first != second
    assert first.startswith("x" * MAX_CELL_TEXT + "… (1001 characters")


def test_a_cell_whose_object_fights_back_is_named():
    assert cell(Hostile()) == "<unprintable Hostile>"


@given(st.text())
def test_cleaned_text_is_valid_and_hashes_alike(text):
    assert clean(text).encode().decode() == clean(text)
    assert len(hash_text(text)) == 16


def test_a_label_may_be_a_tuple():
    assert label(("a", (1, None))) == ["a", [1, None]]


def test_a_module_is_only_looked_up_never_imported():
    assert loaded("pandas") is pd
    assert loaded("no_such_module") is None
