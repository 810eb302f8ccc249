"""From the text of a `%%smallcode` cell to an order: flags, request, tests.

Knows nothing about shells, models or what an order leads to.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import EmptyRequest, RequestError
from .flags import Flag, Value, find_flag, is_flag

__all__ = ["Order", "parse_order"]


@dataclass(frozen=True, slots=True)
class Order:
    """One request with its own settings; None means that the setting decides."""

    text: str
    tests: tuple[str, ...] = ()
    n: int | None = None
    model: str | None = None
    max_seconds: float | None = None
    insert: str | None = None
    explain: bool | None = None
    fix: bool = False
    trust: str | None = None
    seed: int | None = None


def parse_order(line: str, body: str = "") -> Order:
    """Read the magic line and the cell body; raises RequestError, UnknownOption or EmptyRequest."""
    words: list[str] = []
    given: dict[str, list[Value]] = {}
    for item in _items(line):
        if isinstance(item, str):
            words.append(item)
        else:
            flag, value = item
            _note(given, flag, value)
    body_text, body_tests = _split_body(body)
    text = "\n".join(part for part in (" ".join(words), body_text) if part)
    if not text and "--fix" not in given:
        raise EmptyRequest(
            "The request is empty.", "Say what the code should do, for example: %%smallcode mean price by city"
        )
    return _order(text, given, body_tests)


def _order(text: str, given: dict[str, list[Value]], body_tests: tuple[str, ...]) -> Order:
    flag_tests = tuple(_check_test(_as_assert(str(test))) for test in given.pop("--test", []))
    last = {name.removeprefix("--").replace("-", "_"): values[-1] for name, values in given.items()}
    return Order(text, flag_tests + body_tests, **last)  # type: ignore[arg-type]  # each value was read by its own flag


def _note(given: dict[str, list[Value]], flag: Flag, value: Value) -> None:
    if flag.name in given and not flag.repeated:
        raise RequestError(f"{flag.name} is given twice.", "Keep one of the two.")
    given.setdefault(flag.name, []).append(value)


_WORD = re.compile(
    r"""\s*(?:(?P<flag>-[^\s=]*)(?:=|\s+)(?P<quote>["'])(?P<quoted>(?:\\.|(?!(?P=quote)).)*)(?P=quote)(?=\s|$)|(?P<word>\S+))"""
)


def _items(line: str) -> Iterator[str | tuple[Flag, Value]]:
    """Words of the request as text, flags with their value; everything after a lone `--` is text."""
    position = 0
    while match := _WORD.match(line, position):
        word = match["flag"] or match["word"]
        if word == "--":
            yield line[match.start("word") + 2 :].strip()
            return
        name, _, inline = word.partition("=") if match["word"] else (word, "", "")
        if not is_flag(name):
            position = match.start("flag" if match["flag"] else "word") + len(word)
            yield word
            continue
        flag = find_flag(name)
        if not flag.metavar:
            position = match.end("flag" if match["flag"] else "word")
            yield flag, True
            continue
        text, position = _value_text(flag, match, inline, line)
        yield flag, flag.value(text)


def _value_text(flag: Flag, match: re.Match[str], inline: str, line: str) -> tuple[str, int]:
    """The value that follows a flag (quoted, after `=`, or the next word) and where it ends."""
    if match["flag"]:
        return re.sub(r"\\(.)", r"\1", match["quoted"]), match.end()
    if inline:
        return inline, match.end()
    following = re.compile(r"\s*(\S+)").match(line, match.end())
    if following is None or is_flag(following[1]):
        raise RequestError(f"{flag.name} needs a value.", f"Write for example: {flag.name} {flag.example}")
    if following[1] == "assert":
        raise RequestError(f"{flag.name} needs its check in quotes.", f"Write for example: {flag.name} {flag.example}")
    return following[1], following.end()


def _split_body(body: str) -> tuple[str, tuple[str, ...]]:
    """The body's text, and its lines that start with `assert `."""
    lines = body.splitlines()
    tests = tuple(_check_test(line.strip()) for line in lines if _is_test(line))
    return "\n".join(line for line in lines if not _is_test(line)).strip(), tests


def _is_test(line: str) -> bool:
    return line.startswith("assert ")


def _as_assert(test: str) -> str:
    return test if test.startswith("assert ") else f"assert {test}"


def _check_test(test: str) -> str:
    try:
        statements = ast.parse(test).body
    except SyntaxError as error:
        raise RequestError(
            f"The test `{test}` is not Python: {error.msg}.",
            "Correct it, or begin the line with another word if it is part of the request.",
        ) from None
    if len(statements) != 1 or not isinstance(statements[0], ast.Assert):
        raise RequestError(f"The test `{test}` is more than one assert.", "Give each assert its own line.")
    return test
