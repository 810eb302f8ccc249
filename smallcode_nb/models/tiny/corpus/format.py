"""The prompt that the embedded model reads, in training and at inference: pure functions from descriptions to text.

Knows the markers and how a namespace is written down. Does not know live objects (describe.py) or tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from smallcode_nb.agent.types import Column, Variable, VariableKind

NAMESPACE = "<|ns|>"
TASK = "<|task|>"
DRAFT = "<|draft|>"
ERROR = "<|error|>"
CODE = "<|code|>"
END = "<|end|>"
MARKERS = (NAMESPACE, TASK, DRAFT, ERROR, CODE, END)

SAMPLE_WIDTH = 16
FRAME_SAMPLES = 2
ITEM_SAMPLES = 3
ERROR_WIDTH = 120
DOC_WIDTH = 40
MAX_COLUMNS = 24

_SAMPLED = {"str", "datetime", "category", "object"}


def render_namespace(variables: Iterable[Variable]) -> str:
    """One line per variable, in the order given, without a trailing newline."""
    return "\n".join(render_variable(v) for v in variables)


def render_variable(variable: Variable) -> str:
    """The one line that describes a variable to the model."""
    samples = [_cut(s) for s in variable.samples[:ITEM_SAMPLES]]
    match variable.kind:
        case VariableKind.FRAME:
            return f"{variable.name}: " + "; ".join(_column(c) for c in variable.columns[:MAX_COLUMNS])
        case VariableKind.SERIES:
            return f"{variable.name}: series {variable.element}"
        case VariableKind.ARRAY:
            return f"{variable.name}: array {variable.element} {'x'.join(map(str, variable.shape))}"
        case VariableKind.LIST:
            return f"{variable.name}: list {variable.element} {', '.join(samples)}".rstrip()
        case VariableKind.DICT:
            return f"{variable.name}: dict {variable.element} {', '.join(samples)}".rstrip()
        case VariableKind.SCALAR | VariableKind.TEXT:
            return f"{variable.name}: {variable.element or variable.type_name} {' '.join(samples)}".rstrip()
        case VariableKind.FUNCTION:
            return f"{variable.name}{variable.signature} {variable.doc[:DOC_WIDTH]}".rstrip()
        case _:
            return f"{variable.name}: {variable.type_name}"


def render_import(module: str, name: str, signature: str, doc: str) -> str:
    """The one line that describes a function of another file: what to import and how to call it."""
    return f"from {module}: {name}{signature} {doc[:DOC_WIDTH]}".rstrip()


def render_prompt(namespace: str, request: str, draft: str | None = None, error: str | None = None) -> str:
    """Everything up to and including the marker after which the model writes code.

    `draft` is code that failed and `error` its line from `error_line`; both or neither.
    """
    failed = f"{DRAFT}{draft}{ERROR}{error or ''}" if draft else ""
    return f"{NAMESPACE}{namespace}{TASK}{request}{failed}{CODE}"


def error_line(ename: str, evalue: str) -> str:
    """`EName: message` on one line of at most 120 characters, without the cell's file name and line number."""
    first = next((line for line in evalue.splitlines() if line.strip()), "")
    message = re.sub(r"\s*\([^()]*,? ?line \d+\)$", "", first.strip())
    return f"{ename}: {message}"[:ERROR_WIDTH].rstrip()


def _column(column: Column) -> str:
    head = "index " if column.is_index else ""
    samples = column.samples[:FRAME_SAMPLES] if column.dtype in _SAMPLED else ()
    tail = " " + ", ".join(_cut(s) for s in samples) if samples else ""
    return f'{head}"{column.name}" {column.dtype}{"?" if column.has_nulls else ""}{tail}'


def _cut(sample: str) -> str:
    return re.sub(r"\s+", " ", sample)[:SAMPLE_WIDTH].strip()
