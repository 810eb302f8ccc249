"""Mutated inputs: call expressions whose values tell candidates apart, made without a token.

Knows values and how to vary them by type; knows nothing about candidates.
Inputs come from the examples' own arguments; without examples from annotations and parameter names.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from .syntax import parse
from .types import Spec

_TRIES_PER_INPUT = 14
_BY_ANNOTATION: tuple[tuple[str, Any], ...] = (
    ("list[list", [[1, 2, 3], [4, 5, 6]]),
    ("list[str", ["b", "a", "abc"]),
    ("list[float", [1.0, 2.5, -3.0]),
    ("list[bool", [True, False]),
    ("list", [3, 1, 2, 3]),
    ("sequence", [3, 1, 2, 3]),
    ("iterable", [3, 1, 2, 3]),
    ("dict[str", {"a": 1, "b": 2}),
    ("dict", {"a": 1, "b": 2}),
    ("set", {1, 2, 3}),
    ("tuple", (1, 2)),
    ("bool", True),
    ("int", 6),
    ("float", 2.5),
    ("str", "Hello world"),
)
_BY_NAME: tuple[tuple[frozenset[str], Any], ...] = (
    (
        frozenset(
            [
                "xs",
                "ys",
                "nums",
                "numbers",
                "values",
                "lst",
                "list1",
                "list2",
                "arr",
                "array",
                "items",
                "data",
                "seq",
                "l",
            ]
        ),
        [3, 1, 2, 3],
    ),
    (frozenset(["words", "strings", "names", "strs"]), ["b", "a", "abc"]),
    (frozenset(["s", "text", "string", "word", "sentence", "name", "line", "txt", "str1", "str2", "t"]), "Hello world"),
    (
        frozenset(
            [
                "n",
                "k",
                "i",
                "j",
                "a",
                "b",
                "c",
                "x",
                "y",
                "z",
                "m",
                "num",
                "number",
                "limit",
                "size",
                "count",
                "width",
                "height",
            ]
        ),
        6,
    ),
    (frozenset(["d", "mapping", "dictionary"]), {"a": 1, "b": 2}),
    (frozenset(["matrix", "grid", "rows"]), [[1, 2, 3], [4, 5, 6]]),
)


@lru_cache(maxsize=32)
def mutate(spec: Spec, count: int, seed: int) -> tuple[str, ...]:
    """At most `count` different calls of the entry point, the same ones for the same seed."""
    bases = list(_examples(spec)) or list(_invented(spec.signature))
    if not bases:
        return ()
    rng = random.Random(f"{spec.entry_point}:{seed}")
    known = {_call(spec.entry_point, *base) for base in _examples(spec)}
    found: dict[str, None] = {}
    for _ in range(count * _TRIES_PER_INPUT):
        if len(found) >= count:
            break
        call = _call(spec.entry_point, *_varied(rng.choice(bases), rng))
        if call not in known:
            found[call] = None
    return tuple(found)


Arguments = tuple[tuple[Any, ...], tuple[tuple[str, Any], ...]]


def _examples(spec: Spec) -> Iterator[Arguments]:
    for test in spec.tests:
        tree = parse(test.actual)
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == spec.entry_point:
                try:
                    yield _arguments(node)
                except (ValueError, TypeError):
                    continue
                break


def _arguments(call: ast.Call) -> Arguments:
    positional = tuple(ast.literal_eval(argument) for argument in call.args)
    named = tuple((keyword.arg or "", ast.literal_eval(keyword.value)) for keyword in call.keywords)
    if any(not name for name, _ in named):
        raise ValueError("a ** argument has no name to vary")
    return positional, named


def _invented(signature: str) -> Iterator[Arguments]:
    tree = parse(f"def {signature}: pass") if signature else None
    if tree is None or not isinstance(tree.body[0], ast.FunctionDef):
        return
    arguments = tree.body[0].args
    required = arguments.args[: len(arguments.args) - len(arguments.defaults)]
    values = [_invent(argument) for argument in required]
    if required and None not in values:
        yield tuple(values), ()


def _invent(argument: ast.arg) -> Any:
    annotation = ast.unparse(argument.annotation).casefold().replace("typing.", "") if argument.annotation else ""
    for prefix, value in _BY_ANNOTATION if annotation else ():
        if annotation.startswith(prefix):
            return value
    return next((value for names, value in _BY_NAME if argument.arg.casefold() in names), None)


def _call(name: str, positional: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> str:
    return f"{name}({', '.join([*map(repr, positional), *(f'{key}={value!r}' for key, value in named)])})"


def _varied(base: Arguments, rng: random.Random) -> Arguments:
    positional, named = list(base[0]), list(base[1])
    for _ in range(rng.choice((1, 1, 2))):
        place = rng.randrange(max(1, len(positional) + len(named)))
        if place < len(positional):
            positional[place] = vary(positional[place], rng)
        elif named:
            key, value = named[place - len(positional)]
            named[place - len(positional)] = (key, vary(value, rng))
    return tuple(positional), tuple(named)


def vary(value: Any, rng: random.Random) -> Any:
    """A value of the same type, a small step away."""
    for kind, change in _CHANGES:
        if isinstance(value, kind):
            return change(value, rng)
    return value


def _vary_bool(value: bool, rng: random.Random) -> bool:
    return not value if rng.random() < 0.5 else value


def _vary_int(value: int, rng: random.Random) -> int:
    step = rng.choice((value + 1, value - 1, -value, 0, 1, value * 2, value + rng.randint(2, 10), max(0, value // 2)))
    return step if abs(step) <= max(100, 3 * abs(value)) else value + 1


def _vary_float(value: float, rng: random.Random) -> float:
    return rng.choice((value + 1, -value, 0.0, round(value * 1.5, 6), round(value + 0.1, 6), float(round(value))))


def _vary_text(value: str, rng: random.Random) -> str:
    if not value:
        return rng.choice(("a", "Hello World", "aba", "123"))
    letters, place, how = list(value), rng.randrange(len(value)), rng.random()
    if how < 0.15:
        return ""
    if how < 0.4:
        letters.pop(place)
    elif how < 0.6:
        letters.insert(place, rng.choice(letters))
    elif how < 0.75:
        letters += letters
    elif how < 0.85:
        rng.shuffle(letters)
    else:
        letters[place] = letters[place].swapcase()
    return "".join(letters)


def _vary_sequence(value: Any, rng: random.Random) -> Any:
    items, how = list(value), rng.random()
    if how < 0.1 or not items:
        return type(value)()
    if how < 0.3:
        items.pop(rng.randrange(len(items)))
    elif how < 0.5:
        items.insert(rng.randrange(len(items)), rng.choice(items))
    elif how < 0.65:
        items.reverse()
    else:
        for _ in range(rng.randint(1, 2)):
            place = rng.randrange(len(items))
            items[place] = vary(items[place], rng)
    return type(value)(items)


def _vary_set(value: set[Any], rng: random.Random) -> set[Any]:
    return set(_vary_sequence(sorted(value, key=repr), rng))


def _vary_dict(value: dict[Any, Any], rng: random.Random) -> dict[Any, Any]:
    if value and rng.random() < 0.5:
        gone = rng.choice(list(value))
        return {key: item for key, item in value.items() if key != gone}
    return {key: vary(item, rng) for key, item in value.items()}


_CHANGES: tuple[tuple[type | tuple[type, ...], Callable[[Any, random.Random], Any]], ...] = (
    (bool, _vary_bool),
    (int, _vary_int),
    (float, _vary_float),
    (str, _vary_text),
    ((list, tuple), _vary_sequence),
    (set, _vary_set),
    (dict, _vary_dict),
)
