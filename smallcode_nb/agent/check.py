"""Static checks before anything runs: syntax, undefined names, imports that cannot resolve.

Knows Python and the live names; errs on the side of letting a candidate run.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .syntax import BUILTINS, SHELL_NAMES, bound_names, loaded_names, parse, syntax_error

CanImport = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a candidate cannot run; `subject` is the name it is about."""

    kind: str  #: "empty", "syntax", "import", "name"
    subject: str
    text: str


def importable(name: str) -> bool:
    """Whether a top-level module can be found, without importing it."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def problems(code: str, live: frozenset[str], can_import: CanImport = importable) -> tuple[Problem, ...]:
    """Everything that would certainly fail; empty for a candidate worth running."""
    tree = parse(code)
    if tree is None:
        message, line = syntax_error(code)
        return (Problem("syntax", message, f"syntax error in line {line}: {message}"),)
    if not any(not _is_docstring(node) for node in tree.body):
        return (Problem("empty", "", "no code"),)
    return (*_imports(tree, can_import), *_names(tree, live))


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _imports(tree: ast.Module, can_import: CanImport) -> Iterator[Problem]:
    for name in sorted(imported_modules(tree)):
        if not can_import(name):
            yield Problem("import", name, f"no module named {name!r} here")


def imported_modules(tree: ast.AST) -> frozenset[str]:
    """Top-level names of the modules imported outside a `try`."""
    guarded = {id(node) for block in ast.walk(tree) if isinstance(block, ast.Try) for node in ast.walk(block)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def _names(tree: ast.Module, live: frozenset[str]) -> Iterator[Problem]:
    for name in undefined(tree, live):
        yield Problem("name", name, f"name {name!r} is not defined")


def undefined(tree: ast.AST, live: frozenset[str]) -> tuple[str, ...]:
    """Names read but bound nowhere: not in the code, the notebook, Python or IPython."""
    names = bound_names(tree)
    if "*" in names:
        return ()
    return tuple(sorted(loaded_names(tree) - names - live - BUILTINS - SHELL_NAMES))
