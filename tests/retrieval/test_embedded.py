"""What only the embedded shelf does: a coarse look first where there are many rows. The rest is in test_shelf.py."""

import numpy as np
import pytest

from smallcode_nb.retrieval import embedded
from smallcode_nb.retrieval.database import Database
from smallcode_nb.retrieval.embedded import EmbeddedShelf
from smallcode_nb.retrieval.shelf import Entry

ROWS = 600


@pytest.fixture
def vectors():
    random = np.random.default_rng(5)
    rows = (random.normal(size=(ROWS, 384)) / np.sqrt(1 + np.arange(384))).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def database(tmp_path):
    database = Database(tmp_path / "index.db")
    yield database
    database.close()


@pytest.fixture
def shelf(database, cell, vectors):
    shelf = EmbeddedShelf(database)
    with database.transaction():
        shelf.add([Entry(cell(f"x{n} = {n}"), one, f"s{n}") for n, one in enumerate(vectors)])
    yield shelf
    shelf.close()


def keys(found):
    return [one.key for one in found]


def test_a_coarse_look_finds_what_an_exact_search_finds(shelf, vectors, monkeypatch):
    exact = [keys(shelf.semantic(query, 10)) for query in vectors[::60]]
    monkeypatch.setattr(embedded, "_MANY", ROWS // 2)
    monkeypatch.setattr(embedded, "_LOOKED_AT", ROWS // 3)
    assert [keys(shelf.semantic(query, 10)) for query in vectors[::60]] == exact


def test_rows_that_come_and_go_later_are_seen(shelf, database, cell, vectors, monkeypatch):
    monkeypatch.setattr(embedded, "_MANY", ROWS // 2)
    gone, late = shelf.semantic(vectors[7], 1)[0].key, cell("late = 1")
    with database.transaction():
        shelf.add([Entry(late, vectors[7], "late")])
        shelf.remove([gone])
    assert keys(shelf.semantic(vectors[7], 1)) == [late.key]
    assert gone not in keys(shelf.semantic(vectors[7], ROWS))


def hubs(found):
    return {one.key: one.hub for one in found}


def test_what_was_settled_is_read_again_and_not_computed(shelf, database, vectors, monkeypatch):
    asked = hubs(shelf.semantic(vectors[0], ROWS))
    shelf.settle(lambda: False)
    monkeypatch.setattr(embedded, "hubness", lambda *_: pytest.fail("computed again"))
    again = hubs(EmbeddedShelf(database).semantic(vectors[0], ROWS))
    assert again == pytest.approx(asked, abs=1e-6)
    assert 0 < min(again.values()) < max(again.values())


def test_settling_stops_when_told(shelf, database, monkeypatch):
    monkeypatch.setattr(embedded, "_BLOCK", 100)
    answers = iter([False, True])
    shelf.settle(lambda: next(answers))
    (settled,) = database.connection.execute("SELECT COUNT(hub) FROM fragments").fetchone()
    assert settled == 100


def test_an_index_that_has_grown_is_settled_anew(shelf, database, cell, vectors):
    shelf.settle(lambda: False)
    before = hubs(shelf.semantic(vectors[0], 5))
    with database.transaction():
        # beside each row another one, almost the same
        near = (vectors + 0.02 * np.roll(vectors, 1, axis=0)) / np.linalg.norm(vectors, axis=1, keepdims=True)
        shelf.add([Entry(cell(f"y{n} = {n}"), one, f"t{n}") for n, one in enumerate(near[: ROWS // 2])])
    shelf.settle(lambda: False)
    after = hubs(shelf.semantic(vectors[0], ROWS))
    assert database.fact("hubs of") == str(ROWS + ROWS // 2)
    assert all(after[key] != before[key] for key in before)
