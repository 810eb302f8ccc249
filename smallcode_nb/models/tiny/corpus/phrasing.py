# ruff: noqa: SIM905 - word lists read better as text
"""Makes a request from a template: synonyms, the ways people mention columns, values and frames, politeness.

Knows English requests. Does not know code, nor misspellings (noise.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from smallcode_nb.models.tiny.corpus.draw import Exact, Phrase, Word
from smallcode_nb.models.tiny.corpus.names import split_words
from smallcode_nb.models.tiny.corpus.schema import Column, normal
from smallcode_nb.models.tiny.corpus.words import Split, frames


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a request; noise leaves a `fixed` one alone."""

    text: str
    fixed: bool = False


_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_GENERIC = set(
    "id name date count total mean avg average max min sum median std num number type value index of per the by and or "
    "in is row rows column columns data day month year week hour quarter top last first new old rate share rank group "
    "duplicate missing sort filter not all share level flag percent length size code".split()
)
_SMALL = "zero one two three four five six seven eight nine ten".split()
_VERBS = set(
    "show filter keep select sort order compute calculate count find list fill replace add create make build plot "
    "draw drop remove rename convert group merge join concatenate stack split extract strip scale normalise "
    "normalize standardize standardise rank bin cut return get give display write define implement parse turn pivot "
    "melt reshape combine take round clip cap set reset use visualise visualize graph chart compare label subtract "
    "divide multiply shift impute substitute cross print pick fetch look check change put transform generate sample "
    "shuffle cast tally aggregate summarise summarize break flag mark cluster swap delete discard exclude limit "
    "lowercase uppercase capitalise capitalize append unpivot match smooth roll accumulate reverse flatten invert "
    "translate code help describe see report throw leave only trim map sum average restrict arrange treat interpret "
    "save store derive determine estimate work start enumerate bring rearrange overlay invert transpose expand "
    "square attach flip center correlate rescale recode resample bucket deduplicate choose demean pull broadcast "
    "search clean detect lag assign truncate place zero mean-center restart one-hot encode relabel factorize glue "
    "demean propagate carry reorder apply fix categorise overwrite update prepend clear move dedupe copy extend "
    "collect separate tidy pad format explode send alphabetise winsorize classify grade consider unnest chain "
    "collapse reduce increase zip pluck produce render fit read have go identify establish evaluate run measure "
    "eliminate line lay weed spread plug close call express link connect single loop prepare slice slide purge tag "
    "exchange stick test chop pool feed pass centre tame squash profile tack pop floor forget pile sift fish "
    "picture import sketch illustrate peek glance strike scratch alter force quantify decode introduce stretch push "
    "delay wipe restore reindex insert retype contrast tabulate name say snap load bind facet boil form raise fuse "
    "widen complete supplement tie colour color".split()
)
_IMPERATIVE = [
    "please ", "please ", "please ", "can you ", "could you ", "could you please ", "i want to ", "i need to ",
    "i'd like to ", "let's ", "how do i ", "how to ", "help me ", "would you ", "now ", "ok now ", "next, ",
    "we need to ", "hi, please ",
]  # fmt: skip
_NOUN = [
    "show ", "show me ", "give me ", "get ", "find ", "i want ", "i need ", "display ", "can i see ",
    "please show ", "could you please give me ", "can you show me ", "let me see ", "i would like ", "need ",
    "please give me ", "return ", "now show ", "print ", "can you get me ", "list ", "see ",
]  # fmt: skip
_QUESTION = ["hi, ", "quick question: ", "tell me: ", "so ", "and ", "hey, "]
_UNOPENED = set(
    "i we let def where by per in for from using within how what what's which who whose is are when once looking "
    "after with considering if at tell one how's considering, print on as of wherever depending without any i'm i'd "
    "we'd could can do does did no not don't there here my our it so since between whatever whenever whichever "
    "before to those given out like among both more first next excel under over up relative compared instead "
    "besides according into around against going taking starting counting leaving ignoring restricting sorting "
    "treating judged sorted following choosing measured summed separately always never somebody".split()
)
NOUN_SHARE = 0.15
_ROWS = re.compile(r"\[rows\|(?:\w+\|)*\w+\]|\[(?:\w+\|)*rows\]|\b(?:rows|records|entries|observations)\b")
_SINGULAR = {"t", "sales", "iris", "species", "sensors", "weather"}
_PEOPLE: Mapping[Split, tuple[str, ...]] = {
    "train": ("cases", "items", "ones", "things", "persons", "companies", "towns", "subjects", "lines", "units"),
    "heldout": ("members", "elements"),
}
_TAIL = [" please", " thanks", ", please", ", thanks", " pls"]


def phrase(rng: Random, template: str, slots: Mapping[str, object], columns: Iterable[Column]) -> list[Segment]:
    """The template with synonyms chosen and slots filled."""
    text = expand(rng, template)
    known = tuple(columns)
    segments: list[Segment] = []
    for at, piece in enumerate(_SLOT.split(text)):
        segments += _slot(rng, slots[piece], known) if at % 2 else [Segment(piece)]
    return [s for s in segments if s.text]


def expand(rng: Random, template: str) -> str:
    """One reading of `[a|b]` choices, innermost first."""
    while found := _CHOICE.search(template):
        template = template[: found.start()] + rng.choice(found[1].split("|")) + template[found.end() :]
    return re.sub(r" {2,}", " ", template)


def row_noun(rng: Random, split: Split, frame: str, rivals: Iterable[str], columns: Iterable[Column]) -> str:
    """What a table's rows may be called instead of rows ("flights where ..."); "" mostly."""
    if rng.random() > NOUN_SHARE:
        return ""
    if frame in _plurals(split):
        return frame
    if len(list(rivals)) > 1:
        return ""
    noun = rng.choice(_plurals(split))
    heard = {normal(c.name) for c in columns}
    return "" if noun in heard or noun[:-1] in heard else noun


def with_noun(template: str, noun: str) -> str:
    """The template with the first word for rows replaced, where it has one."""
    return _ROWS.sub(noun, template, count=1) if noun else template


def _plurals(split: Split) -> tuple[str, ...]:
    return tuple(f for f in (*frames(split), *_PEOPLE[split]) if f.endswith("s") and f not in _SINGULAR)


def dress(rng: Random, segments: list[Segment], frame: str, must_name: bool) -> list[Segment]:
    """Add an opening, a closing and a mention of the frame, as a person might."""
    question = segments[-1].text.endswith("?")
    if frame and (must_name or rng.random() < 0.12):
        segments = _with_frame(rng, segments, frame)
    if rng.random() < 0.42:
        segments = [Segment(_opening(rng, segments[0], question)), *segments]
    if rng.random() < 0.05 and not question:
        segments = [*segments, Segment(rng.choice(_TAIL))]
    return segments


def mention(rng: Random, column: Column, others: Iterable[Column]) -> Segment:
    """How a person refers to a column that lives beside `others`."""
    name, kind = column.name, rng.random()
    rivals = [c.name for c in others if c.name != name]
    if kind < 0.45 or len(normal(name)) < 3 or normal(name) in _GENERIC:
        return Segment(_short(rng, name) if len(normal(name)) < 3 else name, fixed=True)
    if kind < 0.55:
        mark = rng.choice('""\'`')
        return Segment(f"{mark}{name}{mark}", fixed=True)
    spoken = split_words(name)
    if kind < 0.67 and (part := _part(rng, spoken, rivals)):
        return Segment(part)
    if kind < 0.75 and spoken[-1].isalpha() and spoken[-1].isascii() and len(spoken[-1]) > 2:
        many = [*spoken[:-1], _plural(spoken[-1])]
        if normal("".join(many)) not in {normal(r) for r in rivals}:
            return Segment(" ".join(many))
    return Segment(" ".join(spoken) + (" column" if rng.random() < 0.06 else ""))


def _slot(rng: Random, value: object, columns: tuple[Column, ...]) -> list[Segment]:
    match value:
        case Column():
            return [mention(rng, value, columns)]
        case Segment():
            return [value]
        case Word():
            return phrase(rng, value.text, {}, columns)
        case Phrase():
            return phrase(rng, value.template, value.slots, columns)
        case Exact():
            return [Segment(value.text, fixed=True)]
        case bool():
            return [Segment(str(value), fixed=True)]
        case int() | float():
            return [Segment(_number(rng, value), fixed=True)]
        case list():
            return _several(rng, value, columns)
        case _:
            return [_literal(rng, str(value))]


def _several(rng: Random, items: list[object], columns: tuple[Column, ...]) -> list[Segment]:
    last = rng.choice((" and ", " and ", ", "))
    made: list[Segment] = []
    for at, item in enumerate(items):
        if at:
            made.append(Segment(last if at == len(items) - 1 else ", "))
        made += _slot(rng, item, columns)
    return made


def _literal(rng: Random, text: str) -> Segment:
    quoted = rng.random() < (0.45 if re.search(r"\W", text) else 0.2)
    mark = rng.choice('""\'') if quoted else ""
    return Segment(f"{mark}{text}{mark}", fixed=True)


def _number(rng: Random, value: float) -> str:
    if isinstance(value, int):
        if 2 <= value <= 10 and rng.random() < 0.06:
            return _SMALL[value]
        if value >= 1_000_000 and value % 100_000 == 0 and rng.random() < 0.35:
            millions = f"{value / 1_000_000:g}"
            return rng.choice((f"{millions} million", f"{millions}m", f"{millions} million", f"{millions}M"))
        if value >= 1000 and value % 1000 == 0 and rng.random() < 0.12:
            return rng.choice((f"{value // 1000}k", f"{value // 1000}k", f"{value // 1000} thousand"))
        if value >= 1000 and rng.random() < 0.12:
            return f"{value:,}"
    return str(value)


def _short(rng: Random, name: str) -> str:
    return rng.choice((name, name, f'"{name}"', f"`{name}`", f"column {name}"))


def _part(rng: Random, spoken: list[str], rivals: list[str]) -> str:
    if len(spoken) < 2:
        return ""
    taken = {w for r in rivals for w in split_words(r)} | {normal(r) for r in rivals}
    fit = [w for w in (spoken[0], spoken[-1]) if len(w) > 3 and w not in taken | _GENERIC and not w.isdigit()]
    return rng.choice(fit) if fit else ""


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh", "z")) else "s")


def _with_frame(rng: Random, segments: list[Segment], frame: str) -> list[Segment]:
    name = Segment(frame, fixed=True)
    if rng.random() < 0.25:
        before, after = rng.choice((("in ", ", "), ("for ", ": "), ("", ": "), ("using ", ", "), ("from ", ": ")))
        return [Segment(before), name, Segment(after), *segments]
    before, after = rng.choice(((" in ", ""), (" in the ", " table"), (" from ", ""), (" of ", ""), (" in ", " data")))
    last = segments[-1]
    ending = "?" if last.text.endswith("?") else ""
    trimmed = [Segment(last.text.removesuffix("?"), last.fixed)] if ending else [last]
    return [*segments[:-1], *trimmed, Segment(before), name, Segment(after + ending)]


def _opening(rng: Random, first: Segment, question: bool) -> str:
    if question:
        return rng.choice(_QUESTION)
    start = first.text.split(" ")[0].lower().strip(",:")
    words = first.text.split(" ")
    noun = len(words) > 1 and words[1] == "of"
    if not first.fixed and start in _VERBS and not noun:
        return rng.choice(_IMPERATIVE)
    if not first.fixed and start in _UNOPENED:
        return ""
    if rng.random() < 0.2 and start not in {"the", "all", "a", "an", "every", "only", "each", "rows", "any"}:
        return rng.choice(_NOUN) + "the "
    return rng.choice(_NOUN)
