"""Calls on which two functions are compared: arguments of fitting kinds, tried in order of likelihood.

Knows how argument names hint at kinds of values. Knows nothing about what a function does.
"""

from __future__ import annotations

from itertools import product

__all__ = ["ENOUGH", "kinds_for"]

ENOUGH = 4
MOST_KINDS = 12
_POOLS: dict[str, tuple[str, ...]] = {
    "int": ("7", "12", "2", "24", "97", "30"),
    "year": ("2000", "1900", "2024", "2023", "4", "100"),
    "float": ("2.5", "0.1", "70.0", "-4.0", "1.8", "0.0"),
    "numbers": ("[3, 1, 2, 3]", "[1, 2, 4, 7, 9]", "[10, -4, 7, 0]", "[2.5, 1.5, 9]", "[1, 1, 2]", "[8, 6, 7, 5, 3]"),
    "text": ("'Hello world'", "'Level'", "'The quick brown fox, the end'", "'x'", "'Never odd or even'", "'a=1;b=2'"),
    "words": ("['pear', 'fig', 'plum']", "['b', 'a', 'b']", "['Kiwi']", "['ab', 'abc', 'b']", "['z', 'y']", "['oxo']"),
    "nested": ("[[1, 2], [3, 4]]", "[[1, 2], [4, 5]]", "[[5]]", "[[0, 1], [1, 0]]", "[['a'], ['b']]", "[[1, 9]]"),
    "mapping": ("{'a': 1, 'b': 2}", "{'b': 5, 'c': 1}", "{'x': 3}", "{'a': 4, 'd': 0}", "{}", "{'b': 2, 'a': 9}"),
}  # fmt: skip
_HINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("values numbers xs nums lst data items seq ys", ("numbers", "words", "text")),
    ("text s string word sentence", ("text", "words")),
    ("words names strings", ("words", "text")),
    ("lists nested rows groups matrix m grid", ("nested", "int", "numbers")),
    ("year y", ("year", "int", "text")),
    ("celsius c t fahrenheit f weight height rate r amount principal", ("float", "int", "text")),
)
_ANYTHING = ("int", "text", "numbers", "mapping", "words", "nested")


def kinds_for(arguments: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Groups of calls such as `{}(7, [1, 2])`, one group per combination of kinds, likeliest first."""
    if not arguments:
        return (("{}()",) * ENOUGH,)
    guesses = [_guesses(argument) for argument in arguments]
    ranked = sorted(
        product(*(range(len(guess)) for guess in guesses)), key=lambda ranks: (sum(ranks), max(ranks) - min(ranks))
    )
    combinations = [tuple(guess[rank] for guess, rank in zip(guesses, ranks, strict=True)) for ranks in ranked]
    return tuple(_calls(kinds) for kinds in combinations[:MOST_KINDS])


def _guesses(argument: str) -> tuple[str, ...]:
    return next((kinds for names, kinds in _HINTS if argument in names.split()), _ANYTHING)


def _calls(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """One call per place of the pools; later arguments are shifted, so that equal kinds differ."""
    length = len(_POOLS["int"])
    rows = [[_POOLS[kind][(place + shift) % length] for shift, kind in enumerate(kinds)] for place in range(length)]
    return tuple("{}(" + ", ".join(row).replace("{", "{{").replace("}", "}}") + ")" for row in rows)
