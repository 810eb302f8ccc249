"""Small questions about Python source: does it parse, which names does it bind and use.

Knows Python's grammar; knows nothing about candidates or requests.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import keyword
import tokenize
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")
#: times that a tree is built anew when another thread got in between
DISTURBED = 5

BUILTINS = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__"}
#: what IPython binds in every cell
SHELL_NAMES = frozenset({"display", "get_ipython", "In", "Out", "_", "__", "___", "exit", "quit", "open"})


@lru_cache(maxsize=512)
def parse(code: str) -> ast.Module | None:
    """The module, or None where it is not Python that a cell could run (top-level await is)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = undisturbed(lambda: ast.parse(code))
            undisturbed(lambda: _compile(code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tree


def undisturbed(build: Callable[[], T]) -> T:
    """What `build` makes of source, once more where another thread was building a tree at the same moment.

    CPython up to 3.12 keeps the depth of the tree it builds per interpreter, not per thread, and raises
    SystemError when a garbage collection lets two threads build at once.
    """
    for _ in range(DISTURBED):
        try:
            return build()
        except SystemError:
            continue
    return build()


def _compile(code: str) -> None:
    compile(code, "<candidate>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def syntax_error(code: str) -> tuple[str, int]:
    """The parser's complaint and its line (0 when unknown); ("", 0) for sound code."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            undisturbed(lambda: _compile(code))
    except SyntaxError as error:
        return error.msg or "invalid syntax", error.lineno or 0
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error), 0
    return "", 0


def literal(text: str) -> tuple[bool, object]:
    """(True, value) when `text` is a Python literal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return True, undisturbed(lambda: ast.literal_eval(text.strip()))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False, None


@lru_cache(maxsize=256)
def loaded_names(tree: ast.AST) -> frozenset[str]:
    """Every plain name that is read somewhere."""
    return frozenset(n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))


@lru_cache(maxsize=256)
def bound_names(tree: ast.AST) -> frozenset[str]:
    """Every name bound anywhere, in whatever scope; over-complete on purpose."""
    return frozenset(name for node in ast.walk(tree) for name in _bindings(node))


def _bindings(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.arg(arg=name):
            yield name
        case ast.alias(name=name, asname=alias):
            yield alias or name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case _:
            return


def defines(code: str, name: str) -> bool:
    """Whether the code has a top-level function or class of that name."""
    tree = parse(code)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return tree is not None and any(isinstance(node, kinds) and node.name == name for node in tree.body)


def tokens(code: str) -> list[tokenize.TokenInfo]:
    """Python tokens up to the first place that is not Python."""
    found: list[tokenize.TokenInfo] = []
    with contextlib.suppress(tokenize.TokenError, SyntaxError, ValueError):
        found.extend(tokenize.generate_tokens(io.StringIO(code).readline))
    return found


def normalised(code: str) -> str:
    """The code without comments, formatting and quoting style; equal for equal programs."""
    tree = parse(code)
    if tree is None:
        return "\n".join(line.rstrip() for line in code.strip().splitlines())
    return ast.unparse(tree)


def is_identifier(text: str) -> bool:
    """Whether `text` can name a variable."""
    return text.isidentifier() and not keyword.iskeyword(text)
