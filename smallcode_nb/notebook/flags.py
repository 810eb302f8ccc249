"""The flags of `%%smallcode`: name, how the value is read, help. Knows nothing about the rest of the line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import RequestError, UnknownOption
from ..settings import INSERT_MODES, TRUST

__all__ = ["FLAGS", "Flag", "find_flag", "is_flag", "nearest", "usage"]

Value = int | float | str


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag; a switch (no `metavar`) takes no value, a `repeated` one may be given again."""

    name: str
    help: str
    metavar: str = ""
    read: Callable[[str], Value] = str
    choices: tuple[str, ...] = ()
    repeated: bool = False

    def value(self, text: str) -> Value:
        """`text` as this flag's value; raises RequestError naming what is expected."""
        if self.choices and text not in self.choices:
            raise RequestError(
                f"{self.name} does not know {text!r}.", f"Use {self.name} with one of: {', '.join(self.choices)}."
            )
        try:
            return self.read(text)
        except ValueError as error:
            raise RequestError(
                f"{self.name} cannot take {text!r}: {error}.", f"Write for example: {self.name} {self.example}"
            ) from None

    @property
    def example(self) -> str:
        """A value that works."""
        return _EXAMPLES.get(self.name, self.metavar)


def _count(text: str) -> int:
    return _whole(text, at_least=1, at_most=256)


def _seed(text: str) -> int:
    return _whole(text, at_least=0, at_most=2**31 - 1)


def _whole(text: str, *, at_least: int, at_most: int) -> int:
    if not text.isdecimal() or not at_least <= int(text) <= at_most:
        raise ValueError(f"a whole number from {at_least} to {at_most} is needed")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text.removesuffix("s"))
    except ValueError:
        raise ValueError("a number of seconds is needed") from None
    if not 0 < seconds < float("inf"):
        raise ValueError("more than 0 seconds are needed")
    return seconds


_EXAMPLES = {
    "--n": "8",
    "--model": "smallcode-tiny",
    "--max-seconds": "30",
    "--insert": "next",
    "--test": "'assert total == 3'",
    "--seed": "1",
    "--trust": "none",
}

FLAGS: tuple[Flag, ...] = (
    Flag("--n", "candidates drawn in the first batch", "N", _count),
    Flag("--model", "the model to draw from", "MODEL"),
    Flag("--max-seconds", "wall time of this request", "SECONDS", _seconds),
    Flag("--insert", "where the code goes: a new next cell, this cell, or nowhere", "WHERE", choices=INSERT_MODES),
    Flag("--test", "a check the code must pass; may be given again", "'assert …'", repeated=True),
    Flag("--fix", "repair the cell that failed last; the request may say what it should do"),
    Flag("--trust", "none: run the candidates of this request unconfined, with your rights", "WHO", choices=TRUST),
    Flag("--explain", "describe the chosen code in plain words"),
    Flag("--seed", "seed of the draws", "SEED", _seed),
)

_SHORT = {"-n": "--n"}


def find_flag(word: str) -> Flag:
    """The flag called `word`; raises UnknownOption with the nearest one."""
    name = _SHORT.get(word, word)
    for flag in FLAGS:
        if flag.name == name:
            return flag
    guess = nearest(word, tuple(flag.name for flag in FLAGS))
    raise UnknownOption(
        f"%%smallcode has no flag {word}.",
        f"Did you mean {guess}?" if guess else "%smallcode help lists them; text after a lone -- is the request.",
    )


def usage() -> str:
    """Every flag with its help, for `%%smallcode?`."""
    names = [f"{flag.name} {flag.metavar}".strip() for flag in FLAGS]
    width = max(map(len, names))
    return "\n".join(f"{name:{width}}  {flag.help}" for name, flag in zip(names, FLAGS, strict=True))


def is_flag(word: str) -> bool:
    """Whether a word of the magic line is meant as a flag."""
    return word in _SHORT or (word.startswith("--") and len(word) > 2)


def nearest(word: str, known: tuple[str, ...]) -> str:
    """The known word most like `word`, or ""."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, n=1, cutoff=0.5)), "")
