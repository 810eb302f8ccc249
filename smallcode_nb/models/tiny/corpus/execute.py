"""Runs one piece of code in a namespace and says what came out.

Knows how a cell's last expression becomes its value. Is no sandbox: for code that our own grammar wrote.
"""

from __future__ import annotations

import ast
import contextlib
import io
import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import matplotlib
import numpy as np
import pandas as pd

from smallcode_nb.models.tiny.corpus.format import error_line

matplotlib.use("Agg")
import matplotlib.pyplot as plt

_DRAWING = ("plot", "plt", "hist(", "boxplot")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last expression's value, or the error's line when the code failed; `drew` when there is a figure."""

    value: Any = None
    error: str = ""
    drew: bool = False


def run(code: str, namespace: dict[str, object], modules: Mapping[str, ModuleType] | None = None) -> Outcome:
    """Execute `code`; names it binds land in `namespace`, figures are closed again, `modules` can be imported."""
    names: dict[str, object] = namespace
    names |= {"pd": pd, "np": np, "plt": plt, "__name__": "__main__"}
    drawing = any(mark in code for mark in _DRAWING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), _importable(modules or {}):
            warnings.simplefilter("ignore")
            value = _evaluate(code, names)
            return Outcome(value, drew=drawing and bool(plt.get_fignums()))
    except SyntaxError as error:
        return Outcome(error=error_line(type(error).__name__, error.msg))
    except Exception as error:
        return Outcome(error=error_line(type(error).__name__, str(error)))
    finally:
        if drawing:
            plt.close("all")


@contextlib.contextmanager
def _importable(modules: Mapping[str, ModuleType]) -> Iterator[None]:
    before = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def is_hollow(outcome: Outcome) -> bool:
    """Whether the value shows nothing: an empty table, only missing values, or no value at all."""
    value = outcome.value
    if value is None:
        return not outcome.drew
    if isinstance(value, pd.DataFrame | pd.Series):
        return len(value) == 0 or bool(np.asarray(value.isna()).all())
    if isinstance(value, np.ndarray | list | dict | set | tuple | str):
        return len(value) == 0
    return isinstance(value, float) and bool(np.isnan(value))


def _evaluate(code: str, names: dict[str, object]) -> object:
    tree = ast.parse(code)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102 - our own grammar's code
        return None
    body = ast.Module(tree.body[:-1], [])
    if body.body:
        exec(compile(body, "<cell>", "exec"), names)  # noqa: S102 - as above
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307 - as above
