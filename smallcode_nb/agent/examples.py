"""Public tests mined from a request: doctests, "f(2) returns 4" in prose, the user's asserts.

Knows how people write examples; decides nothing about which code is wanted.
A doubtful example is left out: a wrong test costs more than a missing one.
"""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator, Sequence

from ..errors import RequestError
from .syntax import literal
from .types import PublicTest

_RELATION = re.compile(
    r"""[`'"]?\s*(?:
        ==+>?|=>|->|=(?!=)|→|➞|⇒
      | (?:\#\s*)?(?:should|must|would|will)\s+(?:return|be|equal|give|yield|produce)
      | (?:\#\s*)?(?:returns?|gives?|yields?|equals?|outputs?|produces?|is|evaluates\s+to|results?\s+in)
    )\s*:?\s*[`]?""",
    re.VERBOSE | re.IGNORECASE,
)
_DENIED = re.compile(r"\b(currently|wrongly|incorrectly|instead|but|not|now)\b|n't\b", re.IGNORECASE)
_CALL = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*\(")
_SCALAR = re.compile(r"[rbf]?'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?|\w+")
_RESULT = re.compile(
    r"[\s,.:;`]*(?:the\s+|it\s+)?(?:output|result|answer|return(?:s|ed\s+value)?)"
    r"\s*(?:should\s+(?:be|return)|must\s+be|will\s+be|is|:|=)?\s*:?\s*`?",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"[^\n]*?\b(?:output|result|answer)\s+(?:should\s+be|should\s+return|must\s+be|will\s+be|is)\s*:?\s*`?",
    re.IGNORECASE,
)
_INPUT = re.compile(r"\binputs?\s*:\s*`?(?=[\[({'\"\d-])", re.IGNORECASE)
#: an expression such as "== 19 - 5 - 6" or a word such as "4th"
_GOES_ON = re.compile(r"[\w(\[{%]|\s*[-+*/][\s\d(]|\.\d")
#: "returns 4 items" speaks of items, "returns 4 and" of the number
_COUNTS = re.compile(r" +(?!(?:and|or|for|since|because|as|when|while|if|but|with|so|which|not)\b)[a-z]")
_LOWER_CASE = {"true": "True", "false": "False"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def from_doctests(text: str) -> tuple[PublicTest, ...]:
    """`>>> f(2)` followed by a literal; examples that set things up or expect an error are left out."""
    try:
        examples = doctest.DocTestParser().get_examples(text)
    except ValueError:
        return ()
    tests = (_from_doctest(example) for example in examples)
    return tuple(test for test in tests if test is not None)


def _from_doctest(example: doctest.Example) -> PublicTest | None:
    known, _ = literal(example.want)
    if example.exc_msg is not None or not example.want.strip() or not known:
        return None
    source = example.source.strip()
    if not _is_expression(source):
        return None
    return PublicTest(f"assert {source} == {example.want.strip()}", source, example.want.strip())


def from_prose(text: str) -> tuple[PublicTest, ...]:
    """Calls with an expected literal right behind: "f(2) returns 4", "f([1]) == 1", "f('a') -> 'b'"."""
    return tuple(_prose(text))


def _prose(text: str) -> Iterator[PublicTest]:
    for match in _CALL.finditer(text):
        end = _closing(text, match.end() - 1)
        call = text[match.start() : end]
        if end < 0 or not _is_expression(call) or _denied(text, match.start(), end):
            continue
        relation = _RELATION.match(text, end)
        expected = _literal_at(text, relation.end()) if relation else ""
        if expected:
            yield PublicTest(f"assert {call} == {expected}", call, expected)


def from_bindings(text: str, entry: str, parameters: tuple[str, ...]) -> tuple[PublicTest, ...]:
    """Parameters given values, then the result: "For lst = [1, 2] the output should be 3", "Input: k = 1 Output: 2"."""
    return tuple(_bindings(text, entry, parameters)) if parameters else ()


def _bindings(text: str, entry: str, parameters: tuple[str, ...]) -> Iterator[PublicTest]:
    for match in re.finditer(rf"(?<![\w.]){re.escape(parameters[0])}\s*=\s*(?!=)", text):
        values, position = _values(text, match.start(), parameters)
        result = (_RESULT.match(text, position) or _STATED.match(text, position)) if values else None
        expected = _literal_at(text, result.end()) if result else ""
        if expected:
            call = f"{entry}({', '.join(values)})"
            yield PublicTest(f"assert {call} == {expected}", call, expected)


def from_inputs(text: str, entry: str, count: int) -> tuple[PublicTest, ...]:
    """Unnamed arguments and the result as exercise sites write them: "Input: [4, 2], 3  Output: [2]"."""
    return tuple(_inputs(text, entry, count)) if entry and count else ()


def _inputs(text: str, entry: str, count: int) -> Iterator[PublicTest]:
    for match in _INPUT.finditer(text):
        values, position = [_literal_at(text, match.end())], match.end()
        while (
            values[-1]
            and len(values) < count
            and (comma := re.compile(r"\s*,\s*").match(text, position + len(values[-1])))
        ):
            position = comma.end()
            values.append(_literal_at(text, position))
        result = _RESULT.match(text, position + len(values[-1])) if all(values) and len(values) == count else None
        expected = _literal_at(text, result.end()) if result else ""
        if expected:
            call = f"{entry}({', '.join(values)})"
            yield PublicTest(f"assert {call} == {expected}", call, expected)


def quoted(tests: Sequence[PublicTest], bound: frozenset[str]) -> tuple[PublicTest, ...]:
    """Calls such as `is_happy(aab)` with their words made strings: people leave the quotes out.

    Only where several examples are written like this; one alone, or single letters, speak of variables.
    """
    found = [quote for test in tests if (quote := _quoted(test, bound)) is not None]
    words = [part for test in found for part in re.findall(r"'(\w+)'", test.actual)]
    return tuple(found) if len(found) > 1 and any(len(word) > 1 for word in words) else ()


def _quoted(test: PublicTest, bound: frozenset[str]) -> PublicTest | None:
    tree = ast.parse(test.actual, mode="eval").body
    if not test.expected or not isinstance(tree, ast.Call) or tree.keywords or not tree.args:
        return None
    words = [argument.id for argument in tree.args if isinstance(argument, ast.Name)]
    if len(words) < len(tree.args) or bound & set(words):
        return None
    call = f"{ast.unparse(tree.func)}({', '.join(map(repr, words))})"
    return PublicTest(f"assert {call} == {test.expected}", call, test.expected)


_INVERSES = (
    ("decode", "encode"),
    ("decrypt", "encrypt"),
    ("decompress", "compress"),
    ("unpack", "pack"),
    ("parse", "format"),
)
#: lower case without blanks: what every cipher of an exercise can take
_SPECIMENS = ("'abcdefg'", "'notebook'", "'zebra'", "'a'")


def round_trips(entry: str, helpers: Sequence[str]) -> tuple[PublicTest, ...]:
    """Checks that `decode_x` undoes the `encode_x` that the request itself gives on a few words."""
    for undo, do in _INVERSES:
        helper = entry.replace(undo, do, 1)
        if undo in entry and helper in helpers:
            calls = [f"{entry}({helper}({text})) == {text}" for text in _SPECIMENS]
            return tuple(PublicTest(f"assert {call}", call) for call in calls)
    return ()


def _values(text: str, start: int, parameters: tuple[str, ...]) -> tuple[list[str], int]:
    values: list[str] = []
    for parameter in parameters:
        match = re.compile(rf"[\s,;]*(?:and\s+)?{re.escape(parameter)}\s*=\s*").match(text, start)
        value = _literal_at(text, match.end(), counted=False) if match else ""
        if not match or not value:
            return [], start
        values.append(value)
        start = match.end() + len(value)
    return values, start


def _denied(text: str, start: int, end: int) -> bool:
    sentence = max(text.rfind(mark, 0, start) for mark in ("\n", ". ", "; ", ", "))
    stop = re.compile(r"[\n;]|\. ").search(text, end)
    return bool(_DENIED.search(text[sentence + 1 : start] + " " + text[end : stop.start() if stop else len(text)][:24]))


def _literal_at(text: str, start: int, *, counted: bool = True) -> str:
    if start >= len(text):
        return ""
    if text[start] in _CLOSING:
        end = _closing(text, start)
    else:
        match = _SCALAR.match(text, start)
        end = match.end() if match else -1
    if end < 0 or _GOES_ON.match(text, end) or (counted and text[end - 1].isdigit() and _COUNTS.match(text, end)):
        return ""
    found = _LOWER_CASE.get(text[start:end], text[start:end])
    known, value = literal(found)
    return found if known and (not found.startswith("(") or isinstance(value, tuple)) else ""


def _closing(text: str, start: int) -> int:
    """Index after the bracket that closes the one at `start`, strings skipped; −1 when there is none."""
    stack: list[str] = []
    position = start
    while position < len(text):
        character = text[position]
        if character in "'\"":
            position = text.find(character, position + 1)
            if position < 0:
                return -1
        elif character in _CLOSING:
            stack.append(_CLOSING[character])
        elif stack and character == stack[-1]:
            stack.pop()
        if not stack:
            return position + 1
        position += 1
    return -1


def _is_expression(source: str) -> bool:
    try:
        ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def from_assert(source: str) -> PublicTest:
    """One user test: `assert x == literal` is split, any other condition must be true; raises RequestError."""
    condition = _condition(source)
    match condition:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            for actual, expected in ((left, right), (right, left)):
                if literal(ast.unparse(expected))[0] and not literal(ast.unparse(actual))[0]:
                    return PublicTest(source.strip(), ast.unparse(actual), ast.unparse(expected))
    return PublicTest(source.strip(), ast.unparse(condition))


def _condition(source: str) -> ast.expr:
    try:
        body = ast.parse(source.strip()).body
    except (SyntaxError, ValueError, RecursionError):
        body = []
    match body:
        case [ast.Assert(test=condition)] | [ast.Expr(value=condition)]:
            return condition
    raise RequestError(
        f"The test {source.strip()!r} is not one Python assertion.",
        "Write each test as a single line such as: assert result.shape[0] == 3",
    )


def called_names(test: PublicTest) -> tuple[str, ...]:
    """Plain function names called in the test, outermost first."""
    try:
        tree = ast.parse(test.actual, mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return ()
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return tuple(function.id for function in calls if isinstance(function, ast.Name))
