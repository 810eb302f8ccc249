"""What is known about the wanted code before a token is drawn.

Reads the request and the described namespace; knows nothing about models or runs.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from textwrap import dedent

from ..errors import EmptyRequest
from . import examples, helpers, linking, mentions, probes
from .syntax import BUILTINS, loaded_names, parse
from .types import Namespace, PublicTest, Request, Spec, SpecKind

_STUB_START = re.compile(r"(?:from\s+\S+\s+import\b|import\s|(?:async\s+)?def\s|class\s|@)")
_NAMED_FUNCTION = re.compile(r"\bfunction\s+(?:called\s+|named\s+)?`?([A-Za-z_]\w*)\s*(\([^()]*\))", re.IGNORECASE)
_CALLED_FUNCTION = re.compile(r"\bfunction,?\s+(?:called|named)\s+`?([A-Za-z_]\w*)`?", re.IGNORECASE)
_ORDER = re.compile(
    r"\b(?:sort(?:ed|ing)?|order(?:ed)?\s+(?:by|rows|them|it)|in\s+\w+\s+order|ascending|descending|rank(?:ed|ing)?"
    r"|(?:top|bottom|first|last)\s+(?:\d+|two|three|five|ten)|\d+\s+(?:largest|smallest|highest|lowest|newest|oldest)"
    r"|(?:highest|lowest|largest|smallest|biggest|newest|oldest|latest|most\s+\w+)\s+first|chronological(?:ly)?)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\b(?:plot(?:s|ted|ting)?|(?:bar|line|pie)?\s?charts?|histograms?|graph|scatter(?:plot)?|box\s?plots?|heat\s?map"
    r"|visuali[sz]e|draw\s+(?:a|the)\s+\w+|pie|bars)\b",
    re.IGNORECASE,
)


def mine(request: Request, *, inputs: int = 30, seed: int = 0) -> Spec:
    """Read a request; raises EmptyRequest, UnknownName, and RequestError for a test that is not Python."""
    if not request.text.strip() and not request.target and request.failure is None:
        raise EmptyRequest("Nothing was asked.", "Write what the code should do under %%smallcode.")
    stub = stub_of(request.text)
    given = tuple(examples.from_assert(source) for source in request.tests)
    entry, signature = _entry(request, stub, given)
    if not entry:
        mentions.require_tables(request.text, request.namespace)
    tests = _usable(given, _mined(request.text, stub), entry, request.namespace, stub)
    spec = Spec(
        kind=SpecKind.FUNCTION if entry else SpecKind.CELL,
        entry_point=entry,
        signature=signature,
        tests=tests,
        ordered=bool(_ORDER.search(request.text)),
        mentioned=mentions.mentioned(_searched(request), request.namespace),
        wants_figure=not entry and bool(_FIGURE.search(request.text)),
    )
    return replace(spec, probes=probes.mutate(spec, inputs, seed)) if entry else _linked(spec, request)


def _linked(spec: Spec, request: Request) -> Spec:
    """The spec with the columns and variables that the request names."""
    variables = request.namespace.variables
    about = [variable for name in spec.mentioned if (variable := request.namespace.find(name)) is not None]
    tables = (about or variables)[: linking.MOST_TABLES]
    columns = [column.name for variable in tables for column in variable.columns]
    found = linking.mentions(request.text, columns, [variable.name for variable in tables])
    called = tuple(v.name for v in variables if mentions.variable_score(v, request.text) >= mentions.NAMED)
    return helpers.linked(replace(spec, mentions=found, called=called), request.text, helpers.known(request.namespace))


def stub_of(text: str) -> str:
    """The code part of a request that holds an unfinished `def`, from its first import on; "" without one."""
    lines = text.splitlines()
    starts = [n for n, line in enumerate(lines) if _STUB_START.match(line.lstrip())]
    if not any(re.match(r"\s*(?:async\s+)?def\s", lines[n]) for n in starts):
        return ""
    for start in starts[:1]:
        for end in range(len(lines), start, -1):
            block = dedent("\n".join(lines[start:end]))
            if _has_function(block):
                return block.rstrip()
            if _has_function(_with_body(block)):
                return block.rstrip()
    return ""


def _with_body(block: str) -> str:
    last = block.rstrip().splitlines()[-1] if block.strip() else ""
    indent = len(last) - len(last.lstrip())
    return f"{block.rstrip()}\n{' ' * (indent + 4)}pass"


def _has_function(block: str) -> bool:
    tree = parse(block)
    return tree is not None and any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in tree.body)


def _entry(request: Request, stub: str, given: tuple[PublicTest, ...]) -> tuple[str, str]:
    """Name and signature of the wanted function; ("", "") when a cell is wanted."""
    function = _last_function(stub)
    if function is not None:
        return function.name, _signature(function)
    named = _NAMED_FUNCTION.search(request.text)
    if named:
        return named.group(1), named.group(1) + named.group(2)
    called = _CALLED_FUNCTION.search(request.text)
    name = called.group(1) if called else _called_in(given or examples.from_prose(request.text), request.namespace)
    return name, ""


def _last_function(stub: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    tree = parse(stub) or parse(_with_body(stub)) if stub else None
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)] if tree else []
    return functions[-1] if functions else None


def _signature(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return f"{function.name}({ast.unparse(function.args)}){returns}"


def _called_in(tests: tuple[PublicTest, ...], namespace: Namespace) -> str:
    """The one unbound function that every test calls."""
    bound = BUILTINS | namespace.names() | {"result"}
    calls = [[name for name in examples.called_names(test) if name not in bound] for test in tests]
    return next((name for name in calls[0] if all(name in other for other in calls)), "") if calls else ""


def _mined(text: str, stub: str) -> tuple[PublicTest, ...]:
    function = _last_function(stub)
    docstring = (ast.get_docstring(function) or "") if function else ""
    outside = text if not docstring else text.replace(stub, "")
    parts = [part for part in (docstring, outside) if part.strip()]
    named = (function.name, _parameters(stub)) if function else ("", ())
    found = tuple(
        test
        for part in parts
        for test in (
            *examples.from_doctests(part),
            *examples.from_prose(part),
            *examples.from_bindings(part, *named),
            *examples.from_inputs(part, named[0], len(named[1])),
        )
    )
    return found or examples.round_trips(named[0], _functions(stub))


def _parameters(stub: str) -> tuple[str, ...]:
    function = _last_function(stub)
    return tuple(argument.arg for argument in function.args.args) if function else ()


def _functions(stub: str) -> tuple[str, ...]:
    tree = parse(stub) or parse(_with_body(stub)) if stub else None
    return tuple(node.name for node in tree.body if isinstance(node, ast.FunctionDef)) if tree else ()


def _usable(
    given: tuple[PublicTest, ...], mined: tuple[PublicTest, ...], entry: str, namespace: Namespace, stub: str
) -> tuple[PublicTest, ...]:
    """The user's own tests, then mined ones that only speak of the stub's functions and bound names; no duplicates."""
    bound = BUILTINS | namespace.names() | {entry, *_functions(stub)}
    told = [test for test in mined if entry and entry in examples.called_names(test)]
    known = [test for test in told if (tree := parse(test.actual)) is not None and loaded_names(tree) <= bound]
    chosen: dict[str, PublicTest] = {test.actual + "==" + test.expected: test for test in given}
    for test in known or examples.quoted(told, bound.union(_parameters(stub))):
        chosen.setdefault(ast.unparse(ast.parse(test.actual)) + "==" + test.expected, test)
    return tuple(chosen.values())


def _searched(request: Request) -> str:
    failed = request.failure.code if request.failure else ""
    return "\n".join(part for part in (request.text, request.target, failed, *request.tests) if part)
