"""Comments and docstrings for a cell, read off its own code; the code itself stays letter for letter.

Knows Python source and `explain`'s sentences. A statement that has a comment above or in it keeps that one.
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator

from ...agent.syntax import tokens
from ...errors import RequestError
from ..explain import explain
from ..page import visible
from .source import tree_of

__all__ = ["Commented", "commented", "same_code"]

WIDEST = 100
#: shorter names say nothing that a docstring could repeat
SHORTEST_NAME = 3

Commented = tuple[str, int, int]


def commented(source: str, tree: ast.Module) -> Commented:
    """The new text, how many comments and how many docstrings were added."""
    lines = source.splitlines()
    marked = {token.start[0] for token in tokens(source) if token.type == tokenize.COMMENT}
    comments = [(line, text) for line, text in _comments(tree, marked) if text]
    docstrings = list(_docstrings(tree))
    for line, text in sorted([*comments, *docstrings], reverse=True):
        lines[line - 1 : line - 1] = text.splitlines()
    return "\n".join(lines), len(comments), len(docstrings)


def same_code(left: str, right: str) -> bool:
    """Whether two sources are the same program but for comments and docstrings; not, if one is no Python."""
    try:
        return _bare(left) == _bare(right)
    except RequestError:
        return False


def _bare(source: str) -> str:
    tree = tree_of(source)
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)


_DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _comments(tree: ast.Module, marked: set[int]) -> Iterator[tuple[int, str]]:
    """(line, comment) above each top-level statement that does something worth a word."""
    for node in tree.body:
        end = node.end_lineno or node.lineno
        has_one = any(node.lineno - 1 <= line <= end for line in marked)
        if not has_one and not _says_itself(node):
            yield node.lineno, _comment(node)


def _says_itself(node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Pass():
            return True
        case ast.Assign(value=ast.Constant() | ast.Name()) | ast.Expr(value=ast.Name() | ast.Constant()):
            return True
        case _:
            return False


def _comment(node: ast.stmt) -> str:
    # a text in the code may hold any line break there is: the comment must stay one line
    sentence = " ".join(visible(explain(ast.unparse(node)).split("\n")[0]).split()).rstrip(".")
    short = sentence if len(sentence) <= WIDEST - 2 else f"{sentence[: WIDEST - 3]}…"
    return f"# {short}" if sentence else ""


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, docstring) for each top-level function whose body begins on a line of its own and has none."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or ast.get_docstring(node) is not None:
            continue
        if len(node.name.strip("_")) < SHORTEST_NAME:
            continue
        first = node.body[0]
        header = max([node.lineno, *(a.lineno for a in ast.walk(node.args) if isinstance(a, ast.arg))])
        if first.lineno > header:
            indent = " " * first.col_offset
            yield first.lineno, "\n".join(f"{indent}{line}".rstrip() for line in _docstring(node).splitlines())


def _docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    first = f"{_sentence(node.name)}."
    told = [*_arguments(node), *_returned(node)]
    return f'"""{first}"""' if not told else "\n".join([f'"""{first}', "", *told, '"""'])


def _sentence(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).strip("_").lower().split("_")
    return " ".join(words).capitalize()


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    shown = [a for a in given if a.arg not in ("self", "cls")]
    defaults = _defaults(node.args)
    lines = [f"    {a.arg}{_annotation(a.annotation)}{defaults.get(a.arg, '')}" for a in shown]
    return ["Args:", *lines] if lines else []


def _defaults(arguments: ast.arguments) -> dict[str, str]:
    plain = [*arguments.posonlyargs, *arguments.args]
    late = plain[len(plain) - len(arguments.defaults) :]
    pairs = [
        *zip(late, arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return {a.arg: f", {ast.unparse(value)} by default" for a, value in pairs if value is not None}


def _annotation(node: ast.expr | None) -> str:
    return f" ({ast.unparse(node)})" if node is not None else ""


def _returned(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    values = [n.value for n in _own_nodes(node) if isinstance(n, ast.Return) and n.value is not None]
    texts = list(dict.fromkeys(" ".join(ast.unparse(value).split()) for value in values))
    if not texts or any(len(text) > WIDEST - 12 or '"""' in text or "\\" in text for text in texts):
        return []
    return ["Returns:", f"    {' or '.join(texts[:3])}"]


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, (*_DOCUMENTED, ast.Lambda)):
            yield from _own_nodes(child)
