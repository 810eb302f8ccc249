import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.retrieval.terms import spoken, stem, terms


@pytest.mark.parametrize("text", ["read_csv", "readCsv", "ReadCSV", "READ_CSV"])
def test_every_spelling_of_an_identifier_meets_its_words(text):
    assert {"read", "csv"} <= set(terms(text))
    assert "readcsv" in terms(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("orders", "order"),
        ("merging", "merge"),
        ("merged", "merges"),
        ("categories", "category"),
        ("plotting", "plot"),
        ("classes", "class"),
    ],
)
def test_inflected_words_share_a_stem(one, other):
    assert stem(one) == stem(other)


def test_words_that_every_query_has_are_left_out():
    assert terms("how to get the index in python") == ["index"]


def test_names_are_spoken_as_words():
    assert spoken("parseHTTPResponse_v2") == "parse http response v 2"


@given(st.text())
def test_any_text_gives_lower_case_terms_without_blanks(text):
    assert all(term and term == term.lower() and not term.isspace() for term in terms(text))
