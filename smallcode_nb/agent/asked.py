"""What is asked and what is around it: live variables, the request, what was mined from it, what was retrieved.

Knows nothing about models, kernels or notebooks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class VariableKind(StrEnum):
    """How a live variable is described to a model."""

    FRAME = "frame"
    SERIES = "series"
    ARRAY = "array"
    LIST = "list"
    DICT = "dict"
    SCALAR = "scalar"
    TEXT = "text"
    FUNCTION = "function"
    CLASS = "class"
    MODULE = "module"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """One column or index level; `dtype` is int, float, str, bool, datetime, timedelta, category or object."""

    name: str
    dtype: str
    samples: tuple[str, ...] = ()
    has_nulls: bool = False
    is_index: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """One live variable, described but not held."""

    name: str
    kind: VariableKind
    type_name: str
    shape: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    #: element type of a series, array or list; key and value type of a dict ("str int")
    element: str = ""
    #: a few elements, keys or the scalar itself, as text
    samples: tuple[str, ...] = ()
    #: of a function: "(a, b=1)"; first docstring line in `doc`
    signature: str = ""
    doc: str = ""

    @property
    def column_names(self) -> tuple[str, ...]:
        """Of a table; index levels included."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Namespace:
    """The live variables a request may touch; `version` changes when any of them does."""

    variables: tuple[Variable, ...] = ()
    version: str = ""

    def names(self) -> frozenset[str]:
        """Every name that is bound."""
        return frozenset(v.name for v in self.variables)

    def find(self, name: str) -> Variable | None:
        """The variable of that name, if there is one."""
        return next((v for v in self.variables if v.name == name), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """A cell that failed before the loop saw it: its code and its error."""

    code: str
    ename: str
    evalue: str
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked, and what was around when they did."""

    text: str
    namespace: Namespace = Namespace()
    #: assert statements the user gave (magic flag or cell body)
    tests: tuple[str, ...] = ()
    #: sources of the cells run before, newest last
    history: tuple[str, ...] = ()
    #: code that the request is about (fix, explain, refactor), if any
    target: str = ""
    failure: Failure | None = None
    #: never to be cut into steps: it says how one cell is to be changed
    whole: bool = False


class SpecKind(StrEnum):
    """Whether a function is wanted or a notebook cell."""

    FUNCTION = "function"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class PublicTest:
    """A check the user can see: an expression and, where it is an equality, its expected literal.

    `actual` is evaluated in the throwaway kernel; the comparison happens outside.
    `expected` is a Python literal as text, or "" when `actual` itself must be true.
    """

    source: str
    actual: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `start` to `end` of a request speak of `column`, or of one of `others`; `plain`: of a function."""

    start: int
    end: int
    column: str
    others: tuple[str, ...] = ()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Spec:
    """Everything known about the wanted code before a token is drawn."""

    kind: SpecKind
    entry_point: str = ""
    signature: str = ""
    tests: tuple[PublicTest, ...] = ()
    #: call expressions on mutated inputs; their values are compared between candidates
    probes: tuple[str, ...] = ()
    #: the request asks for an order, so row order counts when results are compared
    ordered: bool = False
    #: live variables the request seems to touch, most likely first
    mentioned: tuple[str, ...] = ()
    wants_figure: bool = False
    #: where the request speaks of columns, and of functions of the user's own
    mentions: tuple[Mention, ...] = ()
    #: live variables that the request calls by name
    called: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The columns and functions that the request speaks of, and the variables that it calls by name."""
        return tuple(dict.fromkeys([*(mention.column for mention in self.mentions), *self.called]))


@dataclass(frozen=True, slots=True)
class Plan:
    """The sub-tasks a request was split into; a single one when it was not."""

    tasks: tuple[str, ...]
    reason: str = ""

    @property
    def split(self) -> bool:
        """Whether there is more than one sub-task."""
        return len(self.tasks) > 1


@dataclass(frozen=True, slots=True)
class Snippet:
    """A retrieved piece of someone's code, with where it came from and why it matched."""

    text: str
    path: str
    cell: str = ""
    lines: tuple[int, int] = (0, 0)
    score: float = 0.0
    why: str = ""
    kind: str = "cell"
