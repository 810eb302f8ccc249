"""Vectors as they are: many directions, few of them with much in them."""

import numpy as np
import pytest

from smallcode_nb.retrieval.coarse import DIRECTIONS, Coarse


@pytest.fixture
def vectors():
    random = np.random.default_rng(3)
    spread = 1 / np.sqrt(1 + np.arange(384))
    rows = (random.normal(size=(5_000, 384)) * spread).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_nearest_rows_are_among_those_it_names(vectors):
    coarse = Coarse(vectors[:1000])
    coarse.add(vectors[:3000])
    coarse.add(vectors[3000:])
    found = whole = 0
    for query in vectors[::250]:
        best = set(np.argsort(-(vectors @ query))[:50].tolist())
        named = set(coarse.nearest(query, 500).tolist())
        assert len(named) == 500
        found, whole = found + len(best & named), whole + len(best)
    assert len(coarse) == 5_000
    assert found / whole > 0.95


def test_rows_that_lie_along_its_directions_keep_their_order(vectors):
    flat = vectors.copy()
    flat[:, DIRECTIONS:] = 0
    coarse = Coarse(flat)
    coarse.add(flat)
    exact = np.argsort(-(flat @ flat[7]))[:20]
    assert set(coarse.nearest(flat[7], 20).tolist()) == set(exact.tolist())


def test_all_rows_when_fewer_are_there_than_asked_for(vectors):
    coarse = Coarse(vectors)
    coarse.add(vectors[:10])
    assert sorted(coarse.nearest(vectors[0], 50).tolist()) == list(range(10))
