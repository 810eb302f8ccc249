"""The split of the vocabulary."""

from smallcode_nb.models.tiny.corpus.words import foreign, frames, is_heldout, words


def test_no_word_is_on_both_sides_of_the_split() -> None:
    for vocabulary in (words, foreign, frames):
        train, heldout = set(vocabulary("train")), set(vocabulary("heldout"))
        assert train
        assert heldout
        assert not train & heldout


def test_the_vocabulary_is_wide_and_a_tenth_of_it_is_held_out() -> None:
    train, heldout = len(words("train")), len(words("heldout"))
    assert train + heldout > 850
    assert 0.07 < heldout / (train + heldout) < 0.17


def test_the_split_does_not_depend_on_case() -> None:
    assert all(is_heldout(word.upper()) for word in words("heldout"))
