"""Retrieved functions in one line each: what a model that reads no code is told of them.

`from lib.cleaning: tidy(text, limit=6) Tidy the spelling.` is what the embedded model was trained on, to the
character. Knows Python's syntax and how a path becomes a module; does not know whether it can be imported.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from .describe import called
from .types import Snippet

__all__ = ["functions", "lines", "module", "names"]
#: of a snippet that is a part of a class: it is called on something else than its module
_BOUND = "method"


def lines(snippet: Snippet) -> tuple[str, ...]:
    """One line per public function that the snippet defines at its top; none for what cannot be imported."""
    name = module(snippet.path)
    told = (
        called(node.name, f"({_arguments(node.args)})", ast.get_docstring(node) or "") for node in functions(snippet)
    )
    return tuple(f"from {name}: {line}" for line in told)


def names(snippet: Snippet) -> tuple[str, ...]:
    """Names of the functions that `lines` tells of."""
    return tuple(node.name for node in functions(snippet))


def module(path: str) -> str:
    """The module's dotted name for a path relative to where imports start; "" when it is none."""
    parts = PurePosixPath(path.removesuffix(".py")).parts if path.endswith(".py") else ()
    if parts and parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts) if all(part.isidentifier() for part in parts) else ""


def functions(snippet: Snippet) -> Iterator[ast.FunctionDef]:
    """The public functions at its top that a cell could import."""
    if snippet.kind == _BOUND or not module(snippet.path):
        return
    try:
        tree = ast.parse(snippet.text)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def _arguments(arguments: ast.arguments) -> str:
    """As `inspect.signature` would write them, without annotations."""
    bare = ast.parse(ast.unparse(ast.FunctionDef("f", arguments, [ast.Pass()], [], lineno=0)))
    for node in ast.walk(bare):
        if isinstance(node, ast.arg):
            node.annotation = None
    function = bare.body[0]
    assert isinstance(function, ast.FunctionDef)  # noqa: S101 - written two lines above
    return ast.unparse(function.args)
