"""The same stories on both stores: Qdrant in its client's local mode, and on the server that SMALLCODE_QDRANT names."""

from dataclasses import replace

import numpy as np
import pytest

from smallcode_nb.retrieval.database import Database
from smallcode_nb.retrieval.embedded import EmbeddedShelf
from smallcode_nb.retrieval.shelf import Entry

from .conftest import QDRANT, forget_collection, own_name, qdrant_place

TEXTS = [
    "revenue = orders.groupby('region').amount.sum()",
    "model.fit(train, labels)",
    "ax.hist(ages, bins=20)",
    "frame = pd.read_csv('stations.csv')",
]


def vector(*leading):
    full = np.zeros(384, np.float32)
    full[: len(leading)] = leading
    return full / np.linalg.norm(full)


@pytest.fixture(params=["embedded", *QDRANT])
def opened(request, tmp_path):
    """(shelf, database)."""
    database = Database(tmp_path / own_name() / "index.db")
    if request.param == "embedded":
        shelf = EmbeddedShelf(database)
    else:
        from smallcode_nb.retrieval.qdrant import QdrantShelf

        shelf = QdrantShelf.open(qdrant_place(request.param, tmp_path), "QDRANT_API_KEY", database)
    yield shelf, database
    forget_collection(request.param, database.path.parent.name)
    shelf.close()
    database.close()


@pytest.fixture
def shelf(opened, cell):
    put(opened, [Entry(cell(text), vector(*np.eye(4)[n]), f"s{n}") for n, text in enumerate(TEXTS)])
    return opened[0]


def put(opened, entries):
    with opened[1].transaction():
        opened[0].add(entries)


def test_the_nearest_vector_comes_first(shelf, cell):
    found = shelf.semantic(vector(0.1, 1, 0.2, 0), 3)
    assert shelf.fetch([found[0].key])[0].text == TEXTS[1]
    assert len(found) == 3
    assert found[0].cosine == pytest.approx(0.976, abs=2e-3)


def test_words_find_their_cell_and_score_between_zero_and_one(shelf, cell):
    (best, *_) = shelf.lexical("read the stations csv", 2)
    assert shelf.fetch([best.key])[0].text == TEXTS[3]
    assert 0 < best.lexical <= 1.2


def test_named_entries_are_scored_even_when_no_word_matches(shelf, cell):
    key = cell(TEXTS[1]).key
    found = {one.key: one.lexical for one in shelf.lexical("stations", 1, [key])}
    assert found[key] == 0.0
    assert found[cell(TEXTS[3]).key] > 0


def test_a_query_without_known_words_finds_nothing(shelf):
    assert [one for one in shelf.lexical("the of zzzz", 5) if one.lexical > 0] == []


def test_removed_entries_are_found_no_more(shelf, opened, cell):
    key = cell(TEXTS[0]).key
    with opened[1].transaction():
        shelf.remove([key, "unknown"])
    assert shelf.count() == 3
    assert key not in {one.key for one in shelf.semantic(vector(1), 10)}
    assert key not in {one.key for one in shelf.lexical("revenue orders", 10)}
    assert shelf.fetch([key]) == ()


def test_adding_an_entry_again_does_not_double_it(shelf, opened, cell):
    put(opened, [Entry(cell(TEXTS[0]), vector(1), "s0")])
    assert shelf.count() == 4
    assert [one.key for one in shelf.lexical("revenue", 10)] == [cell(TEXTS[0]).key]


def test_vectors_come_back_in_the_order_asked(shelf, cell):
    found = shelf.vectors([cell(TEXTS[2]).key, cell(TEXTS[0]).key])
    np.testing.assert_allclose(found, [vector(0, 0, 1), vector(1)], atol=1e-3)


def test_the_same_text_elsewhere_lends_its_vector(shelf):
    found = shelf.by_sense(["s2", "unknown"])
    assert list(found) == ["s2"]
    np.testing.assert_allclose(found["s2"], vector(0, 0, 1), atol=1e-3)


def test_an_empty_shelf_answers(opened):
    assert opened[0].semantic(vector(1), 5) == ()
    assert opened[0].lexical("anything", 5) == ()
    assert opened[0].count() == 0


def test_entries_written_by_another_connection_are_seen(tmp_path, cell):
    first, second = Database(tmp_path / "index.db"), Database(tmp_path / "index.db")
    reader, writer = EmbeddedShelf(first), EmbeddedShelf(second)
    assert reader.count() == 0
    put((writer, second), [Entry(cell(TEXTS[0]), vector(1), "s")])
    assert reader.count() == 1
    with second.transaction():
        writer.remove([cell(TEXTS[0]).key])
    assert reader.count() == 0
    first.close()
    second.close()


def test_growth_and_removal_in_many_small_steps_keep_every_row_right(tmp_path, cell):
    database = Database(tmp_path / "index.db")
    shelf = EmbeddedShelf(database)
    random = np.random.default_rng(0)
    kept = {}
    for number in range(120):
        fragment = replace(cell(f"step_{number} = {number}"), cell=str(number))
        entry = Entry(fragment, vector(*random.normal(size=8)), str(number))
        put((shelf, database), [entry])
        kept[fragment.key] = entry.vector
        if number % 3 == 0:
            gone = next(iter(kept))
            with database.transaction():
                shelf.remove([gone])
            del kept[gone]
        shelf.count()
    np.testing.assert_allclose(shelf.vectors(list(kept)), list(kept.values()), atol=1e-3)
    assert {one.key for one in shelf.semantic(vector(1), 500)} == set(kept)
    database.close()
