"""Small values the agent's tests are made of."""

from __future__ import annotations

import json

from smallcode_nb.agent.types import (
    Candidate,
    Column,
    Namespace,
    Origin,
    Portrait,
    Probe,
    Run,
    RunError,
    RunStatus,
    Variable,
    VariableKind,
    Verdict,
)

FLIGHTS = Variable(
    "flights",
    VariableKind.FRAME,
    "DataFrame",
    (1200, 6),
    (
        Column("carrier", "str", ("AA", "Delta")),
        Column("dep delay", "float", has_nulls=True),
        Column("date", "datetime", ("2021-03-05", "2021-03-07")),
        Column("n", "int"),
        Column("ok", "bool"),
        Column("Total Cost", "int"),
    ),
)
XS = Variable("xs", VariableKind.LIST, "list", (3,), element="int", samples=("3", "1", "2"))
NAMESPACE = Namespace((FLIGHTS, XS), "v1")


def frame(columns: dict[str, list[object]], index: dict[str, object] | None = None, dtype: str = "int64") -> Portrait:
    """The portrait of a frame."""
    rows = len(next(iter(columns.values()), []))
    body = {
        "columns": [{"name": name, "dtype": dtype, "values": values} for name, values in columns.items()],
        "index": index or {"names": [None], "values": list(range(rows)), "default": True},
    }
    return Portrait("frame", json.dumps(body), shape=(rows, len(columns)))


def series(name: str | None, values: list[object], index: list[object] | None = None, index_name: str | None = None):
    """The portrait of a series."""
    labels = list(range(len(values))) if index is None else index
    body = {"name": name, "dtype": "x", "index": {"names": [index_name], "values": labels}, "values": values}
    return Portrait("series", json.dumps(body), shape=(len(values),))


def scalar(value: object) -> Portrait:
    """The portrait of a number, a text or a truth value."""
    kind = "none" if value is None else type(value).__name__
    return Portrait(kind, json.dumps({"v": value}), text=repr(value))


def figure(*axes: tuple[str, list[object], list[object]], title: str = "") -> Portrait:
    """The portrait of a figure with one series per axes."""
    body = [
        {
            "title": title,
            "xlabel": "",
            "ylabel": "",
            "kind": kind,
            "series": [{"label": "", "x": x, "y": y}],
            "xticks": [],
        }
        for kind, x, y in axes
    ]
    return Portrait("figure", json.dumps({"axes": body}))


def candidate(index: int = 0, code: str = "x", kind: str = "draw", logprob: float | None = None) -> Candidate:
    """A candidate."""
    return Candidate(index, code, code, Origin(kind), tokens=10, logprob=logprob)


def ran(index: int, value: Portrait | None = None, *, passed: int = 0, total: int = 0, **more: object) -> Verdict:
    """A candidate that ran and showed `value`."""
    copied = str(more.pop("copied_from", ""))
    made = candidate(index, str(more.pop("code", f"code{index}")), logprob=more.pop("logprob", None))
    run = Run(RunStatus.OK, value=value if value is not None else scalar(index), **more)
    return Verdict(made, run, tests_passed=passed, tests_total=total, copied_from=copied)


def failed(index: int, ename: str = "KeyError", evalue: str = "'x'", code: str = "x") -> Verdict:
    """A candidate that raised."""
    return Verdict(candidate(index, code), Run(RunStatus.ERROR, error=RunError(ename, evalue)))


def answered(index: int, *values: object) -> Verdict:
    """A function candidate with these values on the mutated inputs; an exception stands for an error."""
    probes = tuple(
        Probe(f"f({n})", error=repr(v)) if isinstance(v, Exception) else Probe(f"f({n})", scalar(v))
        for n, v in enumerate(values)
    )
    return Verdict(candidate(index, f"def f(n): return {index}"), Run(RunStatus.OK, probes=probes))
