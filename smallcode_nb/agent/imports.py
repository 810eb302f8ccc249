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

__all__ = ["lines", "module"]


def lines(snippet: Snippet) -> tuple[str, ...]:
    """One line per public function that the snippet defines at its top; none for what cannot be imported."""
    name = module(snippet.path)
    if not name:
        return ()
    try:
        tree = ast.parse(snippet.text)
    except SyntaxError:
        return ()
    return tuple(f"from {name}: {line}" for line in _functions(tree))


def module(path: str) -> str:
    """The module's dotted name for a path relative to where imports start; "" when it is none."""
    parts = PurePosixPath(path.removesuffix(".py")).parts if path.endswith(".py") else ()
    if parts and parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts) if all(part.isidentifier() for part in parts) else ""


def _functions(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield called(node.name, f"({_arguments(node.args)})", ast.get_docstring(node) or "")


def _arguments(arguments: ast.arguments) -> str:
    """As `inspect.signature` would write them, without annotations."""
    bare = ast.parse(ast.unparse(ast.FunctionDef("f", arguments, [ast.Pass()], [], lineno=0)))
    for node in ast.walk(bare):
        if isinstance(node, ast.arg):
            node.annotation = None
    function = bare.body[0]
    assert isinstance(function, ast.FunctionDef)  # noqa: S101 - written two lines above
    return ast.unparse(function.args)
