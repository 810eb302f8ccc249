"""A description of code in plain words, read off its syntax tree; no model is asked.

Knows common pandas and Matplotlib calls by `phrases.py`; what it does not know it
names. It says what the code does, never whether that is right.
"""

from __future__ import annotations

import ast

from .phrases import AGGREGATIONS, PHRASES

__all__ = ["explain"]

MAX_QUOTE = 48


def explain(code: str) -> str:
    """One sentence per statement, each on its own line; "" when `code` is not Python."""
    try:
        statements = ast.parse(code).body
    except SyntaxError:
        return ""
    return "\n".join(f"{sentence[0].upper()}{sentence[1:]}." for s in statements if (sentence := _statement(s)))


def _statement(node: ast.stmt) -> str:
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return f"imports {_join([name.asname or name.name for name in names])}"
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return _function(node, name)
        case ast.ClassDef(name=name):
            return f"defines the class {name}"
        case ast.Assign(targets=[target], value=value):
            return f"sets {_target(target)} to {_value(value)}"
        case ast.AugAssign(target=target, value=value):
            return f"changes {_target(target)} by {_value(value)}"
        case ast.Expr(value=ast.Constant(value=str())):
            return ""
        case ast.Expr(value=value):
            return _shown(value)
        case _:
            return _control(node)


def _control(node: ast.stmt) -> str:
    match node:
        case ast.For(target=target, iter=source, body=body):
            return f"for each {_quote(target)} in {_quote(source)}: {_inner(body)}"
        case ast.While(test=test, body=body):
            return f"as long as {_quote(test)}: {_inner(body)}"
        case ast.If(test=test, body=body):
            return f"if {_quote(test)}: {_inner(body)}"
        case ast.With(body=body):
            return _inner(body)
        case ast.Return(value=value):
            return f"returns {_value(value)}" if value else "returns nothing"
        case ast.Assert(test=test):
            return f"checks that {_quote(test)}"
        case _:
            return f"runs {_quote(node)}"


def _inner(body: list[ast.stmt]) -> str:
    return "; ".join(sentence for statement in body if (sentence := _statement(statement)))


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> str:
    arguments = [argument.arg for argument in node.args.args]
    takes = f", which takes {_join(arguments)}" if arguments else ""
    returns = [_value(s.value) for s in ast.walk(node) if isinstance(s, ast.Return) and s.value is not None]
    gives = f" and returns {returns[-1]}" if returns else ""
    return f"defines the function {name}{takes}{gives}"


def _shown(value: ast.expr) -> str:
    root, steps = _chain(value)
    if steps and steps[-1].name in ("show", "tight_layout", "figure"):
        return "shows the figure" if steps[-1].name == "show" else ""
    if isinstance(root, ast.Name) and root.id == "plt":
        return _drawn(steps)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return f"calls {value.func.id} on {_join([_quote(a) for a in value.args]) or 'nothing'}"
    return f"shows {_value(value)}"


def _drawn(steps: list[_Step]) -> str:
    words = _phrases(steps)
    return f"draws {words}" if words.startswith("a ") else words


def _value(value: ast.expr) -> str:
    root, steps = _chain(value)
    if not steps:
        return _quote(value)
    return f"{_quote(root)}, {_phrases(steps)}"


class _Step:
    """One link of a method chain: `.name(arguments)`, `.name`, or `[key]`."""

    def __init__(self, name: str, node: ast.expr) -> None:
        self.name = name
        self._call = node if isinstance(node, ast.Call) else None
        self._key = node.slice if isinstance(node, ast.Subscript) else None

    def words(self) -> str:
        """This step as a phrase."""
        if self._key is not None:
            return _selection(self._key)
        phrase = PHRASES.get(self.name)
        if phrase is None:
            return f"the {AGGREGATIONS[self.name]}" if self.name in AGGREGATIONS else f"then {self.name}"
        return phrase.format(args=self._arguments()).replace(" ()", "").removesuffix(" of ").strip()

    def _arguments(self) -> str:
        if self._call is None:
            return ""
        given = [_quote(a) for a in self._call.args]
        given += [_keyword(k) for k in self._call.keywords]
        return _join([text for text in given if text])


def _keyword(keyword: ast.keyword) -> str:
    match keyword.arg, keyword.value:
        case "ascending", ast.Constant(value=value):
            return "lowest first" if value else "highest first"
        case (("by" | "columns" | "on" | "subset" | "x" | "y"), value):
            return _quote(value)
        case (("as_index" | "inplace" | "kind" | "ax" | "observed" | "numeric_only"), _):
            return ""
        case name, value:
            return f"{name} {_quote(value)}" if name else _quote(value)


def _chain(value: ast.expr) -> tuple[ast.expr, list[_Step]]:
    """The start of a method chain and its steps in order."""
    steps: list[_Step] = []
    node = value
    while True:
        match node:
            case ast.Call(func=ast.Attribute(value=inner, attr=name)):
                steps.append(_Step(name, node))
            case ast.Subscript(value=inner):
                steps.append(_Step("[]", node))
            case ast.Attribute(value=inner, attr=name) if isinstance(value, ast.Call | ast.Subscript | ast.Attribute):
                if name not in ("loc", "iloc", "str", "dt", "plot"):
                    steps.append(_Step(name, node))
            case _:
                return node, steps[::-1]
        node = inner


def _phrases(steps: list[_Step]) -> str:
    return ", ".join(words for step in steps if (words := step.words()))


def _selection(key: ast.expr) -> str:
    match key:
        case ast.Constant(value=value):
            return f"column {value}" if isinstance(value, str) else f"item {value!r}"
        case ast.List(elts=elements):
            return f"columns {_join([_quote(e) for e in elements])}"
        case ast.Tuple(elts=[rows, columns]):
            return f"{_selection(rows)}, {_selection(columns)}"
        case ast.Slice():
            return f"items {_quote(key)}"
        case _:
            return f"only rows where {_quote(key)}"


def _target(node: ast.expr) -> str:
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(column))):
            return f"column {column} of {name}"
        case _:
            return _quote(node)


def _quote(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.List(elts=elements) if elements and all(isinstance(e, ast.Constant) for e in elements):
            return _join([_quote(e) for e in elements])
        case _:
            text = " ".join(ast.unparse(node).split())
            return text if len(text) <= MAX_QUOTE else f"{text[: MAX_QUOTE - 1]}…"


def _join(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
