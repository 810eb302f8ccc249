"""Requests as people write them."""

from random import Random

from smallcode_nb.models.tiny.corpus.draw import Phrase, Word
from smallcode_nb.models.tiny.corpus.phrasing import Segment, dress, expand, mention, phrase
from smallcode_nb.models.tiny.corpus.schema import Column, Role, normal

DELAY = Column("dep_delay_min", Role.NUMBER, "float")
OTHERS = (DELAY, Column("arr_delay", Role.NUMBER, "float"), Column("carrier", Role.GROUP, "str"))


def text_of(segments: list[Segment]) -> str:
    return "".join(s.text for s in segments)


def test_synonyms_are_chosen_and_slots_filled() -> None:
    made = {
        text_of(phrase(Random(s), "[top|best] {k} by {what}", {"k": 5, "what": Word("price")}, ())) for s in range(40)
    }
    assert {"top 5 by price", "best 5 by price"} <= made


def test_a_phrase_can_hold_a_phrase() -> None:
    inner = Phrase("{k} or more", {"k": 30})
    assert text_of(phrase(Random(0), "rows with {cond}", {"cond": inner}, ())) == "rows with 30 or more"


def test_an_optional_word_leaves_no_double_space() -> None:
    assert {expand(Random(s), "all [|old ]rows") for s in range(20)} == {"all rows", "all old rows"}


def test_a_column_is_mentioned_exactly_spaced_quoted_or_by_a_word_of_its_own() -> None:
    made = {mention(Random(s), DELAY, OTHERS).text for s in range(300)}
    assert {"dep_delay_min", "dep delay min", '"dep_delay_min"', "`dep_delay_min`"} <= made


def test_a_word_that_two_columns_share_never_stands_for_one_of_them() -> None:
    made = {normal(mention(Random(s), DELAY, OTHERS).text) for s in range(400)}
    assert "delay" not in made
    assert "arrdelay" not in made


def test_the_frame_is_named_when_there_are_several() -> None:
    made = [text_of(dress(Random(s), [Segment("top 5 rows")], "flights", must_name=True)) for s in range(30)]
    assert all("flights" in m for m in made)
    assert all("top 5 rows" in m for m in made)


def test_a_question_keeps_its_question_mark_at_the_end() -> None:
    made = [text_of(dress(Random(s), [Segment("what is the mean?")], "flights", must_name=True)) for s in range(30)]
    assert any(m.endswith("flights?") for m in made)
    assert not any("?" in m[:-1] for m in made)
