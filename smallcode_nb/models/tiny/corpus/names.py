# ruff: noqa: SIM905 - word lists read better as text
"""Spells names from words: the many ways in which real files write their column headers.

Knows spelling styles and the held-out split. Does not know dtypes or values.
"""

from __future__ import annotations

import keyword
import re
from random import Random

from smallcode_nb.models.tiny.corpus.words import PREFIXES, SUFFIXES, UNITS, Split, foreign, frames, is_heldout, words

_ONSETS = "b d f g h k l m n p r s t v w z br dr gr kl kr pl st sk th tr vr sh ch zh qu".split()
_NUCLEI = "a e i o u a e i o ai ei ou ar or el an un".split()
_CODAS = ["", "", "", "n", "r", "s", "x", "th", "k", "l", "m", "nd", "sh"]


def syllables(rng: Random, count: int) -> str:
    """A pronounceable word that no dictionary has."""
    return "".join(rng.choice(_ONSETS) + rng.choice(_NUCLEI) + rng.choice(_CODAS) for _ in range(count))


def invented(rng: Random, split: Split) -> str:
    """An invented word of the right side of the split."""
    while True:
        word = syllables(rng, rng.choice((1, 2, 2, 3)))
        if is_heldout(word) == (split == "heldout") and len(word) > 2:
            return word


def column_name(rng: Random, split: Split, style: str, stem: str | None = None) -> str:
    """One header; with `stem`, one that shares a word with its neighbours."""
    kind = rng.random()
    if kind < 0.05:
        return rng.choice(foreign(split))
    if kind < 0.09:
        return rng.choice(_short_names(split))
    parts = _parts(rng, split, stem)
    if style == "title" and rng.random() < 0.25:
        return f"{_spell(parts, 'title')} ({rng.choice(UNITS)})"
    if style == "spaced" and rng.random() < 0.12:
        return rng.choice(("% {}", "{} %", "# {}", "{} #", "{}/unit", "{} [{}]")).format(" ".join(parts), "t")
    return _spell(parts, style)


def style_of(rng: Random) -> str:
    """A table's dominant spelling."""
    return rng.choices(
        ("snake", "spaced", "title", "camel", "upper", "pascal", "kebab", "dotted"), (48, 13, 13, 9, 7, 5, 2, 2)
    )[0]


def frame_name(rng: Random, split: Split) -> str:
    """A DataFrame's variable name."""
    kind = rng.random()
    if kind < 0.4:
        return "df"
    name = rng.choice(frames(split)) if kind < 0.88 else invented(rng, split)
    tail = rng.random()
    if tail < 0.1:
        return f"{name}_{rng.choice(('2021', '2022', '2023', 'df', 'raw', 'clean', 'new', 'all'))}"
    if tail < 0.16:
        return f"df_{name}"
    if tail < 0.19:
        return rng.choice(("df1", "df2", "data", "d", "tbl", "frame", "dataset"))
    return name


def variable_name(rng: Random, split: Split) -> str:
    """An identifier for a scalar, list or array."""
    while True:
        parts = [rng.choice(words(split))]
        if rng.random() < 0.3:
            parts.append(rng.choice(words(split)))
        name = "_".join(parts)
        if name.isidentifier() and not keyword.iskeyword(name):
            return name


def split_words(name: str) -> list[str]:
    """The words of a header, lower-cased: `customerId` and `Customer-ID` give customer, id."""
    spaced = re.sub(r"(?<=[a-zß-ÿ0-9])(?=[A-Z])", " ", name)
    return [w.lower() for w in re.split(r"[\s_\-./()\[\]%#]+", spaced) if w]


def _parts(rng: Random, split: Split, stem: str | None) -> list[str]:
    base = stem or (invented(rng, split) if rng.random() < 0.16 else rng.choice(words(split)))
    parts = [base]
    kind = rng.random()
    if stem or kind < 0.3:
        other = rng.choice(words(split)) if rng.random() < 0.85 else invented(rng, split)
        parts.insert(rng.choice((0, 1)), other)
    if 0.3 <= kind < 0.36:
        parts.insert(0, rng.choice(PREFIXES))
    if 0.36 <= kind < 0.62:
        parts.extend(rng.choice(SUFFIXES).split("_"))
    elif kind < 0.02 or kind > 0.97:
        parts.append(rng.choice(words(split)))
    return parts


def _spell(parts: list[str], style: str) -> str:
    match style:
        case "snake":
            return "_".join(parts)
        case "spaced":
            return " ".join(parts)
        case "title":
            return " ".join(p.title() for p in parts)
        case "camel":
            return parts[0] + "".join(p.title() for p in parts[1:])
        case "pascal":
            return "".join(p.title() for p in parts)
        case "upper":
            return "_".join(parts).upper()
        case "kebab":
            return "-".join(parts)
        case _:
            return ".".join(parts)


def _short_names(split: Split) -> list[str]:
    letters = [f"{a}{b}" for a in "abcdefghknpqrtuvwxyz" for b in ("", "1", "2", "3", "_1", "_2")]
    numbered = [f"{a}_{i}" for a in ("col", "var", "feature", "q", "field", "c") for i in range(1, 31)]
    quarters = [f"q{i}_{w}" for i in range(1, 5) for w in ("score", "sales", "total", "cost")]
    return [n for n in letters + numbered + quarters if is_heldout(n) == (split == "heldout")]
