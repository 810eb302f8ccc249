"""Stand-ins for words that the embedded model never saw."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.models.tiny.aliases import Aliases, Lexicon, pieces, read_lexicon

LEXICON = Lexicon(frozenset({"rows", "total", "region", "mean"}), ("soil", "lamp", "rain", "policy", "hotel"))
NAMESPACE = '<|ns|>krasdan: "WanlekHoulz" int; "BugLevel" str A, B'
PROMPT = f"{NAMESPACE}<|task|>rows with wanlek houlz over 5 by bug levels<|code|>"


def test_unknown_words_of_names_are_stood_in_for_wherever_they_are_mentioned() -> None:
    hidden = Aliases.of(PROMPT, LEXICON).hide(PROMPT)
    assert hidden == (
        '<|ns|>soil: "LampRain" int; "PolicyHotel" str A, B<|task|>rows with lamp rain over 5 by policy hotels<|code|>'
    )


def test_code_gets_its_names_back_in_their_own_case() -> None:
    aliases = Aliases.of(PROMPT, LEXICON)
    assert aliases.restore('soil[soil["LampRain"] > 5].policy_hotel') == 'krasdan[krasdan["WanlekHoulz"] > 5].bug_level'


def test_a_prompt_of_known_words_stays_as_it_is() -> None:
    known = '<|ns|>total: "region" str<|task|>mean per `region`<|code|>'
    aliases = Aliases.of(known, LEXICON)
    assert aliases.hide(known) == known
    assert aliases.restore("soil") == "soil"


def test_a_word_of_the_prompt_never_stands_in_for_another() -> None:
    prompt = '<|ns|>krasdan: "soil" int<|task|>lamps<|code|>'
    there = Aliases.of(prompt, LEXICON).there
    assert there["krasdan"] == "rain"
    assert not {"soil", "lamp"} & set(there.values())


def test_what_the_request_quotes_or_joins_counts_as_a_name() -> None:
    there = Aliases.of("<|ns|>total: int 5<|task|>call it zorp_mean or 'blick'<|code|>", LEXICON).there
    assert set(there) == {"zorp", "blick"}


def test_markers_survive_and_a_prompt_without_names_is_no_error() -> None:
    assert Aliases.of("<|ns|><|task|>hello<|code|>", LEXICON).hide("<|ns|><|task|>hello<|code|>").count("<|") == 3


@given(st.lists(st.from_regex(r"[a-z]{4,9}(_[a-z]{4,9})?", fullmatch=True), min_size=1, max_size=4, unique=True))
def test_hiding_and_restoring_gives_every_name_back(names: list[str]) -> None:
    prompt = "<|ns|>" + "\n".join(f"{name}: int 5" for name in names) + "<|task|>add them<|code|>"
    aliases = Aliases.of(prompt, LEXICON)
    code = " + ".join(names)
    assert aliases.restore(aliases.hide(code)) == code


def test_names_are_taken_apart_at_case_and_underscores() -> None:
    assert pieces("totalCost_perKM2 Größe") == ["total", "Cost", "per", "KM", "Größe"]


def test_a_lexicon_lists_known_words_and_marks_those_that_may_stand_in(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("+soil\nrows\n", encoding="utf-8")
    assert read_lexicon(tmp_path / "words.txt") == Lexicon(frozenset({"soil", "rows"}), ("soil",))


SAID = Lexicon(frozenset({"region"}), ("soil", "lamp", "rain", "policy"), frozenset({"record", "records", "results"}))
DOUBTFUL = '<|ns|>results: "record" int; "region" str<|task|>list the records of results by `record`<|code|>'


def test_a_word_of_requests_is_stood_in_for_only_where_it_is_a_name() -> None:
    aliases = Aliases.of(DOUBTFUL, SAID)
    hidden = aliases.hide(DOUBTFUL)
    assert hidden == '<|ns|>soil: "lamp" int; "region" str<|task|>list the records of soil by `lamp`<|code|>'
    assert aliases.restore('soil.sort_values("lamp")') == 'results.sort_values("record")'


def test_a_failed_draft_is_shown_under_the_same_names() -> None:
    prompt = DOUBTFUL.replace(
        "<|code|>", "<|draft|>results[\"record\"].records<|error|>AttributeError: 'records'<|code|>"
    )
    hidden = Aliases.of(prompt, SAID).hide(prompt)
    assert '<|draft|>soil["lamp"].records<|error|>' in hidden


def test_the_words_of_requests_are_read_beside_the_names(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("region\n+soil\n-record\n-region\n", encoding="utf-8")
    lexicon = read_lexicon(file)
    assert lexicon == Lexicon(frozenset({"region", "soil"}), ("soil",), frozenset({"record", "region"}))
