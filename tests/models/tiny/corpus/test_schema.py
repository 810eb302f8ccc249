"""Random tables."""

from random import Random

import pandas as pd

from smallcode_nb.models.tiny.corpus.schema import Role, make_table, normal


def test_no_two_headers_of_a_table_sound_the_same() -> None:
    for seed in range(60):
        table = make_table(Random(seed), "train")
        heard = [normal(c.name) for c in table.columns]
        assert len(set(heard)) == len(heard)


def test_the_described_columns_are_those_of_the_data() -> None:
    for seed in range(60):
        table = make_table(Random(seed), "train")
        assert [c.name for c in table.columns if not c.is_index] == list(table.data.columns)
        assert all(table.data[c.name].isna().any() == c.missing for c in table.columns if not c.is_index)


def test_tables_differ_in_width_and_some_are_indexed_by_date() -> None:
    tables = [make_table(Random(seed), "train") for seed in range(120)]
    assert min(len(t.columns) for t in tables) <= 5
    assert max(len(t.columns) for t in tables) >= 15
    assert any(isinstance(t.data.index, pd.DatetimeIndex) for t in tables)


def test_a_number_column_holds_numbers_and_a_flag_holds_booleans() -> None:
    table = make_table(Random(4), "train")
    assert all(pd.api.types.is_numeric_dtype(table.data[c.name]) for c in table.having(Role.NUMBER))
    assert all(table.data[c.name].dtype == bool for c in table.having(Role.FLAG))
