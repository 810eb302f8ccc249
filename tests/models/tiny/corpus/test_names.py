"""Column headers and variable names."""

import keyword
from random import Random

import pytest

from smallcode_nb.models.tiny.corpus import names
from smallcode_nb.models.tiny.corpus.words import is_heldout


@pytest.mark.parametrize(
    ("header", "heard"),
    [
        ("customerId", ["customer", "id"]),
        ("ORDER_DATE", ["order", "date"]),
        ("Total Revenue (EUR)", ["total", "revenue", "eur"]),
        ("% change", ["change"]),
        ("avg-temp.c", ["avg", "temp", "c"]),
        ("Größe", ["größe"]),
    ],
)
def test_a_header_is_heard_as_its_words(header: str, heard: list[str]) -> None:
    assert names.split_words(header) == heard


def test_the_same_random_state_gives_the_same_header() -> None:
    assert names.column_name(Random(5), "train", "snake") == names.column_name(Random(5), "train", "snake")


def test_headers_come_in_many_spellings() -> None:
    rng = Random(0)
    made = [names.column_name(rng, "train", names.style_of(rng)) for _ in range(400)]
    assert any(" " in n for n in made)
    assert any("_" in n for n in made)
    assert any(n.isupper() and "_" in n for n in made)
    assert any(not n.isascii() for n in made)
    assert any("(" in n for n in made)
    assert len(set(made)) > 370


def test_invented_words_stay_on_their_side_of_the_split() -> None:
    rng = Random(1)
    assert not any(is_heldout(names.invented(rng, "train")) for _ in range(100))
    assert all(is_heldout(names.invented(rng, "heldout")) for _ in range(20))


def test_variable_names_are_usable_in_code() -> None:
    rng = Random(2)
    made = [names.variable_name(rng, "train") for _ in range(200)] + [
        names.frame_name(rng, "train") for _ in range(200)
    ]
    assert all(n.isidentifier() and not keyword.iskeyword(n) for n in made)
