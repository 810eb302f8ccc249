"""Other words for names that the embedded model never saw, in its prompt and back again in its code.

A model this small copies words of its training corpus faithfully and stumbles over others: `results` becomes
`resulation`. What a name says does not matter to it, so each unknown word of a name is stood in for by a known one,
consistently in the namespace, the request and a failed draft, and put back where the code uses it.
Knows words and letter case. Does not know tokens, columns or Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

__all__ = ["Aliases", "Lexicon", "pieces", "read_lexicon"]

_UPPER, _LOWER = "A-ZÀ-ÖØ-ÞΑ-ΩА-Я", "a-zß-öø-ÿα-ωа-я"
_PIECE = re.compile(rf"[{_UPPER}]?[{_LOWER}]+|[{_UPPER}]+(?![{_LOWER}])|[^\W\d_]+")
_LATIN = re.compile(rf"[{_UPPER}{_LOWER}]+")
#: names: what a namespace line begins with, quoted column headers; in a request also quoted and joined words
_NAMED = re.compile(r"^(?:from ([\w.]+): )?(\w+)(?=[:(])", re.MULTILINE)
_HEADER = re.compile(r'"([^"\n]+)" (?:int|float|str|bool|datetime|timedelta|category|object)')
_SPOKEN = re.compile(r"([\"'`])([^\"'`\n]{1,40})\1|(\w+_\w+)")
_MARKER = re.compile(r"(<\|\w+\|>)")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words the model has seen often enough to copy, and those of them that may stand in for others."""

    known: frozenset[str]
    spare: tuple[str, ...]


def read_lexicon(path: Path) -> Lexicon:
    """Read `words.txt`: one known word per line, those that may stand in marked with a leading `+`."""
    lines = path.read_text(encoding="utf-8").split()
    # in no alphabetical order: words that begin alike are taken for one another
    spare = tuple(sorted((line[1:] for line in lines if line.startswith("+")), key=lambda word: crc32(word.encode())))
    return Lexicon(frozenset(line.removeprefix("+") for line in lines), spare)


def pieces(text: str) -> list[str]:
    """The words of a text, with joined and camel-cased names taken apart."""
    return _PIECE.findall(text)


@dataclass(frozen=True, slots=True)
class Aliases:
    """The stand-ins of one prompt, in lower case; the words they stand for keep their case."""

    there: Mapping[str, str]
    back: Mapping[str, str]

    @classmethod
    def of(cls, prompt: str, lexicon: Lexicon) -> Aliases:
        """The aliases a prompt needs; none when all its names are known."""
        taken = {piece.lower() for piece in pieces(prompt)}
        free = (word for word in lexicon.spare if word not in taken and word + "s" not in taken)
        unknown = dict.fromkeys(word for word in _name_words(prompt) if word not in lexicon.known)
        there = dict(zip(unknown, free, strict=False))
        return cls(there, {alias: word for word, alias in there.items()})

    def hide(self, prompt: str) -> str:
        """The prompt with stand-ins; markers stay as they are."""
        if not self.there:
            return prompt
        parts = _MARKER.split(prompt)
        return "".join(part if at % 2 else _replaced(part, self.there) for at, part in enumerate(parts))

    def restore(self, code: str) -> str:
        """Code with the words that were stood in for."""
        return _replaced(code, self.back) if self.back else code


def _name_words(prompt: str) -> Iterator[str]:
    """Words of the names in a prompt: of variables, columns and modules, and of what a request quotes or joins."""
    parts = _MARKER.split(prompt)
    texts = dict(zip(parts[1::2], parts[2::2], strict=True))
    namespace, request = texts.get("<|ns|>", ""), texts.get("<|task|>", "")
    for names in (_groups(_NAMED, namespace), _groups(_HEADER, namespace), _groups(_SPOKEN, request)):
        for name in names:
            for word in pieces(name):
                if len(word) >= _SHORTEST or not _LATIN.fullmatch(word):
                    yield word.lower()


def _groups(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (group for found in pattern.finditer(text) for group in found.groups() if group)


def _singulars(word: str) -> Iterator[str]:
    for ending, singular in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word[: -len(ending)] + singular


def _replaced(text: str, words: Mapping[str, str]) -> str:
    return _PIECE.sub(lambda found: _other(found[0], words), text)


def _other(piece: str, words: Mapping[str, str]) -> str:
    lower = piece.lower()
    if lower in words:
        return _cased(piece)(words[lower])
    for singular in _singulars(lower):
        if singular in words:
            return _cased(piece)(_plural(words[singular]))
    return piece


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh", "z")) else "s")


def _cased(like: str) -> Callable[[str], str]:
    if like.isupper() and len(like) > 1:
        return str.upper
    return _titled if like[:1].isupper() else str.lower


def _titled(word: str) -> str:
    return word[:1].upper() + word[1:]
