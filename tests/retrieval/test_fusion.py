import numpy as np
import pytest

from smallcode_nb.retrieval.fusion import diversify, fuse, hubness


def unit(rows):
    rows = np.asarray(rows, np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_shared_words_settle_what_meaning_leaves_open():
    cosine, lexical, hub = np.float32([0.6, 0.6]), np.float32([0.0, 0.5]), np.float32([0, 0])
    assert fuse(cosine, lexical, hub).argmax() == 1


def test_a_fragment_near_to_everything_yields_to_one_near_to_the_query():
    assert fuse(np.float32([0.61, 0.60]), np.float32([0, 0]), np.float32([0.7, 0.3])).argmax() == 1


def test_the_middle_of_a_crowd_has_the_highest_hubness():
    rng = np.random.default_rng(0)
    vectors = unit(np.vstack([rng.normal(0, 1, (40, 8)) + 1.0, [np.ones(8)], [-np.ones(8)]]))
    hubs = hubness(vectors, vectors)
    assert hubs.argmax() == 40
    assert hubs.argmin() == 41


def test_copies_of_a_text_do_not_make_it_a_hub():
    rng = np.random.default_rng(0)
    crowd = unit(rng.normal(0, 1, (30, 16)))
    copied = np.vstack([crowd, np.repeat(crowd[:1], 12, axis=0)])
    assert hubness(crowd[:1], copied)[0] == pytest.approx(hubness(crowd[:1], crowd)[0], abs=1e-6)


def test_a_tiny_index_has_no_hubs():
    assert not hubness(unit(np.eye(5)), unit(np.eye(5))).any()


def test_the_best_comes_first_and_its_copy_after_something_different():
    vectors = unit([[1, 0], [1, 0.001], [0, 1]])
    assert diversify(np.float32([0.9, 0.89, 0.85]), vectors, 3, trade=0.9) == [0, 2, 1]
    assert diversify(np.float32([0.9, 0.89, 0.85]), vectors, 3, trade=1.0) == [0, 1, 2]
    assert diversify(np.float32([0.9, 0.89, 0.85]), vectors, 1) == [0]
