"""Other words for names that the embedded model never saw, in its prompt and back again in its code.

A model this small copies words of its training corpus faithfully and stumbles over others: `results` becomes
`resulation`. What a name says does not matter to it, so each unknown word of a name is stood in for by a known one,
consistently in the namespace, the request and a failed draft, and put back where the code uses it.
Knows words and letter case. Does not know tokens, columns or Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from smallcode_nb.agent.linking import singulars

__all__ = ["MARKER", "Aliases", "Lexicon", "columns", "name_words", "pieces", "read_lexicon", "variables"]

_UPPER, _LOWER = "A-ZÀ-ÖØ-ÞΑ-ΩА-Я", "a-zß-öø-ÿα-ωа-я"
_PIECE = re.compile(rf"[{_UPPER}]?[{_LOWER}]+|[{_UPPER}]+(?![{_LOWER}])|[^\W\d_]+")
_LATIN = re.compile(rf"[{_UPPER}{_LOWER}]+")
#: names: what a namespace line begins with, quoted column headers; in a request also quoted and joined words
_NAMED = re.compile(r"^(?:from ([\w.]+): )?(\w+)(?=[:(])", re.MULTILINE)
_HEADER = re.compile(r'"([^"\n]+)" (?:int|float|str|bool|datetime|timedelta|category|object)')
_SPOKEN = re.compile(r"([\"'`])([^\"'`\n]{1,40})\1|(\w+_\w+)")
_LITERAL = re.compile(r"([\"'])([^\"'\n]{1,80})\1")
MARKER = re.compile(r"(<\|\w+\|>)")
_NAMESPACE, _TASK = "<|ns|>", "<|task|>"
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of names that the model has seen often enough to copy, and those of them that may stand in for others.

    `said` are words of requests and of code: where one is unknown as a name, it is stood in for in names only.
    """

    known: frozenset[str]
    spare: tuple[str, ...]
    said: frozenset[str] = frozenset()


def read_lexicon(path: Path) -> Lexicon:
    """Read `words.txt`, one word per line: known ones, marked `+` if they may stand in; `-` words of requests."""
    lines = path.read_text(encoding="utf-8").split()
    # in no alphabetical order: words that begin alike are taken for one another
    spare = tuple(sorted((line[1:] for line in lines if line.startswith("+")), key=lambda word: crc32(word.encode())))
    said = frozenset(line[1:] for line in lines if line.startswith("-"))
    return Lexicon(frozenset(line.removeprefix("+") for line in lines if line[:1] != "-"), spare, said)


def pieces(text: str) -> list[str]:
    """The words of a text, with joined and camel-cased names taken apart."""
    return _PIECE.findall(text)


@dataclass(frozen=True, slots=True)
class Aliases:
    """The stand-ins of one prompt, in lower case; the words they stand for keep their case."""

    there: Mapping[str, str]
    back: Mapping[str, str]
    #: those of `there` that also say something else, and are replaced only where they surely are names
    doubtful: Mapping[str, str]
    #: variables of the namespace, and joined names in the request
    identifiers: frozenset[str]

    @classmethod
    def of(cls, prompt: str, lexicon: Lexicon) -> Aliases:
        """The aliases a prompt needs; none when all its names are known."""
        taken = {piece.lower() for piece in pieces(prompt)}
        free = (word for word in lexicon.spare if word not in taken and word + "s" not in taken)
        unknown = dict.fromkeys(word for word in name_words(prompt) if word not in lexicon.known)
        return cls.made(dict(zip(unknown, free, strict=False)), prompt, lexicon.said)

    @classmethod
    def made(cls, there: Mapping[str, str], prompt: str, said: Set[str]) -> Aliases:
        """These stand-ins, for a prompt."""
        texts = _parts(prompt)
        identifiers = {name for _, name in _NAMED.findall(texts.get(_NAMESPACE, ""))}
        identifiers.update(found[3] for found in _SPOKEN.finditer(texts.get(_TASK, "")) if found[3])
        back = {alias: word for word, alias in there.items()}
        doubtful = {word: alias for word, alias in there.items() if word in said or _plural(word) in said}
        return cls(there, back, doubtful, frozenset(identifiers))

    def hide(self, prompt: str) -> str:
        """The prompt with stand-ins; markers stay as they are."""
        if not self.there:
            return prompt
        parts = MARKER.split(prompt)
        hidden = [parts[0]]
        for marker, part in zip(parts[1::2], parts[2::2], strict=True):
            hidden += [marker, self.hide_part(marker, part)]
        return "".join(hidden)

    def hide_part(self, marker: str, part: str) -> str:
        """What follows a marker, with stand-ins."""
        named = {_NAMESPACE: (_NAMED, _HEADER), _TASK: (_SPOKEN,)}.get(marker, (_LITERAL,))
        for pattern in named if self.doubtful else ():
            part = _in_groups(pattern, part, self.doubtful)
        if self.doubtful and marker != _NAMESPACE:
            part = re.sub(r"(?<![\w.])\w+", self._identifier, part)
        return _replaced(part, {word: alias for word, alias in self.there.items() if word not in self.doubtful})

    def restore(self, code: str) -> str:
        """Code with the words that were stood in for."""
        return _replaced(code, self.back) if self.back else code

    def _identifier(self, found: re.Match[str]) -> str:
        return _replaced(found[0], self.doubtful) if found[0] in self.identifiers else found[0]


def name_words(prompt: str) -> Iterator[str]:
    """Words of the names in a prompt: of variables, columns and modules, and of what a request quotes or joins."""
    texts = _parts(prompt)
    namespace, request = texts.get(_NAMESPACE, ""), texts.get(_TASK, "")
    for names in (_groups(_NAMED, namespace), _groups(_HEADER, namespace), _groups(_SPOKEN, request)):
        for name in names:
            for word in pieces(name):
                if len(word) >= _SHORTEST or not _LATIN.fullmatch(word):
                    yield word.lower()


def columns(namespace: str) -> list[str]:
    """The column headers of a namespace's lines."""
    return _HEADER.findall(namespace)


def variables(namespace: str) -> list[str]:
    """The variables of a namespace's lines, and what can be imported."""
    return [name for _, name in _NAMED.findall(namespace)]


def _parts(prompt: str) -> dict[str, str]:
    parts = MARKER.split(prompt)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _groups(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (group for found in pattern.finditer(text) for group in found.groups() if group)


def _in_groups(pattern: re.Pattern[str], text: str, words: Mapping[str, str]) -> str:
    """The text with words replaced in the pattern's groups only."""
    made, at = [], 0
    for found in pattern.finditer(text):
        for group in range(1, pattern.groups + 1):
            start, end = found.span(group)
            if start >= at and found[group] not in ("'", '"', "`"):
                made += [text[at:start], _replaced(text[start:end], words)]
                at = end
    return "".join((*made, text[at:]))


def _replaced(text: str, words: Mapping[str, str]) -> str:
    return _PIECE.sub(lambda found: _other(found[0], words), text)


def _other(piece: str, words: Mapping[str, str]) -> str:
    lower = piece.lower()
    if lower in words:
        return _cased(piece)(words[lower])
    for singular in singulars(lower):
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
