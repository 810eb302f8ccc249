"""Namespaces that records are about."""

import pandas as pd

from smallcode_nb.models.tiny.corpus.namespaces import make_world


def test_a_seed_always_builds_the_same_variables() -> None:
    one, two = make_world(11, "train"), make_world(11, "train")
    assert list(one.variables) == list(two.variables)
    for table, again in zip(one.tables, two.tables, strict=True):
        pd.testing.assert_frame_equal(table.data, again.data)


def test_the_two_splits_build_different_tables_from_one_seed() -> None:
    train, heldout = make_world(11, "train"), make_world(11, "heldout")
    assert {c.name for t in train.tables for c in t.columns} != {c.name for t in heldout.tables for c in t.columns}


def test_namespaces_hold_up_to_a_few_variables_of_many_kinds() -> None:
    worlds = [make_world(seed, "train") for seed in range(150)]
    kinds = {type(v).__name__ for w in worlds for v in w.variables.values()}
    assert {"DataFrame", "Series", "ndarray", "list", "dict", "str"} <= kinds
    assert max(sum(not callable(v) for v in w.variables.values()) for w in worlds) <= 5
    assert max(sum(callable(v) for v in w.variables.values()) for w in worlds) <= 4


def test_code_that_changes_its_copies_leaves_the_originals_alone() -> None:
    world = next(w for seed in range(50) if (w := make_world(seed, "train")).tables)
    name = world.tables[0].name
    before = list(world.tables[0].data.columns)
    fresh = world.fresh()
    frame = fresh[name]
    assert isinstance(frame, pd.DataFrame)
    frame["added"] = 1
    assert list(world.tables[0].data.columns) == before


def test_two_frames_share_a_column_whose_values_meet() -> None:
    world = next(w for seed in range(300) if (w := make_world(seed, "train")).key)
    left, right = world.tables
    shared = set(left.data.columns) & set(right.data.columns)
    assert shared == {world.key}
    assert set(left.data[world.key]) & set(right.data[world.key])
