"""Cell or file source → plain Python and the names in it.

Knows IPython's line syntax (magics, shell, help) and Python's; runs nothing and
never raises on what a user wrote.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

#: cell magics whose body is still Python
_PYTHON_MAGICS = frozenset({"time", "timeit", "capture", "prun", "python", "python3", "smallcode_run", "matplotlib"})
_CELL_MAGIC = re.compile(r"\s*%%(\w+)[^\n]*(?:\n|$)")
_LINE_MAGIC = re.compile(r"^(\s*)(?:[%!]|\?)|^(\s*)[\w.]+\?{1,2}\s*$")
#: line magics that run the Python after them
_TIMED = re.compile(r"^(\s*)%(?:time|timeit|prun|memit)\s+(?:-\w+\s*\d*\s+)*(\S.*)$")
_ASSIGNED_MAGIC = re.compile(r"^(\s*[\w.,\s\[\]'\"]+=\s*)[%!].*$")
_MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class Source:
    """Source without magics; `tree` is None when it is not Python."""

    text: str
    tree: ast.Module | None
    language: str = "python"


def clean(source: str) -> Source:
    """Strip magics, shell and help lines; a cell in another language is kept as text."""
    language, body = _cell_language(source)
    if language != "python":
        return Source(body.strip("\n"), None, language)
    tree = parse(body)
    if tree is not None:
        return Source(body.strip("\n"), tree)
    lines = [_without_magic(line) for line in body.split("\n")]
    tree = parse("\n".join("" if line is None else line for line in lines))
    if tree is None:
        tree = parse("\n".join(_placeholder(old) if new is None else new for old, new in _pairs(body, lines)))
    return Source("\n".join(line for line in lines if line is not None).strip("\n"), tree)


def parse(text: str) -> ast.Module | None:
    """The module, or None when Python cannot read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def names(tree: ast.AST) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(names bound, names and attributes read), in order of appearance, at most 40 each."""
    bound: dict[str, None] = {}
    read: dict[str, None] = {}
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                bound[name] = None
            case ast.Name(id=name, ctx=ast.Store()):
                bound[name] = None
            case ast.Name(id=name):
                read[name] = None
            case ast.Attribute(attr=name):
                read[name] = None
            case ast.alias(name=name, asname=asname):
                bound[asname or name.split(".")[0]] = None
    return tuple(bound)[:_MOST_NAMES], tuple(n for n in read if n not in bound)[:_MOST_NAMES]


def _cell_language(source: str) -> tuple[str, str]:
    match = _CELL_MAGIC.match(source)
    if match is None:
        return "python", source
    body = source[match.end() :]
    return ("python" if match[1] in _PYTHON_MAGICS else match[1]), body


def _without_magic(line: str) -> str | None:
    timed = _TIMED.match(line)
    if timed:
        return f"{timed[1]}{timed[2]}"
    assigned = _ASSIGNED_MAGIC.match(line)
    if assigned:
        return f"{assigned[1]}None"
    return None if _LINE_MAGIC.match(line) else line


def _placeholder(line: str) -> str:
    return line[: len(line) - len(line.lstrip())] + "pass"


def _pairs(body: str, lines: list[str | None]) -> zip[tuple[str, str | None]]:
    return zip(body.split("\n"), lines, strict=True)
