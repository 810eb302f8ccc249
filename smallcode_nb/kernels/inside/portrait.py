"""Values as plain data: what a candidate's effect is compared by.

Runs inside throwaway kernels, where values are foreign and may be hostile: bounded in
time by the caller, in size here, and it never raises. Standard library only at import.
Knows nothing about who asks.

Body by kind (JSON): none, bool, int, float, str, bytes (hexadecimal), datetime `{"v"}`; list,
tuple, set `{"items": [node]}`; dict `{"items": [[node, node]]}`; array `{"dtype", "shape",
"values"}`; series `{"name", "dtype", "index": {"names", "values"}, "values"}`; frame
`{"columns": [{"name", "dtype", "values"}], "index": {"names", "values", "default"}}`; index
`{"names", "values"}`; figure `{"axes": […]}`; function `{"name", "signature"}`; other
`{"type", "repr"}`. A node is a body with its kind under "k".
"""

from __future__ import annotations

import collections
import hashlib
import inspect
import json
import types
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, cast

from . import figures, tables
from .scalars import MAX_TEXT, Body, Hostile, clean, safe_repr, scalar

MAX_NODES = 5_000
MAX_DIGEST_NODES = 200_000
MAX_DEPTH = 20
_LISTS: tuple[type, ...] = (list, range, collections.deque, type({}.keys()), type({}.values()), type({}.items()))
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)

Portrait = dict[str, Any]


def portrait(value: object) -> Portrait:
    """A value as `{"kind", "data", "text", "shape", "truncated", "digest"}`; `data` is canonical JSON text."""
    try:
        return _portrait(value)
    except Hostile:
        body = {"type": type(value).__name__, "repr": safe_repr(value)}
        return _pack("other", body, text=body["repr"])


def canonical(body: object) -> str:
    """JSON with sorted keys and no blanks."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _portrait(value: object) -> Portrait:
    figure = figures.figure_of(value)
    if figure is not None:
        return _pack("figure", figures.body(figure), text=figures.summary(figure))
    kind = tables.kind_of(value)
    if kind:
        return _table(value, kind)
    kind, body, cut = _Walk(MAX_NODES).top(value)
    text = safe_repr(value)
    shape = (len(value),) if isinstance(value, list | tuple | set | frozenset | dict) else ()
    if not cut:
        return _pack(kind, body, text=text, shape=shape)
    if kind in ("str", "bytes", "other"):
        return _pack(kind, body, text=text, cut=True, digest=body.pop("digest"))
    whole = _Walk(MAX_DIGEST_NODES).top(value)[1]
    return _pack(kind, body, text=text, shape=shape, cut=True, digest=_sha(kind, canonical(whole)))


def _table(value: Any, kind: str) -> Portrait:
    body, cut = tables.body(value, kind)
    shape = tables.shape_of(value)
    text = f"{kind} of {' × '.join(map(str, shape))}"
    return _pack(kind, body, text=text, shape=shape, cut=cut, digest=tables.digest(value, kind) if cut else "")


def _pack(
    kind: str, body: Body, *, text: str = "", shape: tuple[int, ...] = (), cut: bool = False, digest: str = ""
) -> Portrait:
    data = canonical(body)
    return {
        "kind": kind,
        "data": data,
        "text": clean(text),
        "shape": list(shape),
        "truncated": cut,
        "digest": digest or _sha(kind, data),
    }


def _sha(kind: str, data: str) -> str:
    return hashlib.sha256(f"{kind}\n{data}".encode("utf-8", "replace")).hexdigest()


class _Walk:
    """One bounded walk through nested builtin containers."""

    def __init__(self, nodes: int) -> None:
        self.left = nodes
        self.cut = False
        self.above: list[int] = []

    def top(self, value: object) -> tuple[str, Body, bool]:
        kind, body = self._visit(value)
        if kind in ("str", "bytes") and len(body["v"]) > MAX_TEXT:
            whole = body["v"]
            return kind, {"v": whole[:MAX_TEXT], "digest": _sha(kind, whole)}, True
        return kind, body, self.cut

    def node(self, value: object) -> Body:
        try:
            kind, body = self._visit(value)
        except Hostile:
            kind, body = _other(value)
        if kind in ("str", "bytes") and len(body["v"]) > MAX_TEXT:
            self.cut = True
            body = {"v": body["v"][:MAX_TEXT]}
        return {"k": kind, **body}

    def _visit(self, value: object) -> tuple[str, Body]:
        self.left -= 1
        found = scalar(value)
        if found is not None:
            return found
        if isinstance(value, _FUNCTIONS):
            return _function(value)
        if id(value) in self.above or len(self.above) >= MAX_DEPTH:
            return "other", {"type": type(value).__name__, "repr": "…"}
        self.above.append(id(value))
        try:
            return self._container(value)
        finally:
            self.above.pop()

    def _container(self, value: Any) -> tuple[str, Body]:
        if isinstance(value, dict | types.MappingProxyType):
            return "dict", {"items": self._pairs(value)}
        if isinstance(value, set | frozenset):
            return "set", {"items": sorted(self._items(value), key=canonical)}
        if isinstance(value, tuple):
            return "tuple", {"items": self._items(value)}
        if isinstance(value, _LISTS):
            return "list", {"items": self._items(cast("Iterable[object]", value))}
        kind = tables.kind_of(value)
        if kind:
            body, cut = tables.body(value, kind)
            self.cut = self.cut or cut
            self.left -= tables.MAX_CELLS if cut else value.size
            return kind, body | ({"digest": tables.digest(value, kind)} if cut else {})
        return _other(value)

    def _items(self, values: Iterable[object]) -> list[Body]:
        return [self.node(value) for value in self._within(values)]

    def _pairs(self, mapping: Mapping[Any, Any]) -> list[list[Body]]:
        return [[self.node(key), self.node(value)] for key, value in self._within(mapping.items())]

    def _within(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in islice(values, MAX_DIGEST_NODES):
            if self.left <= 0:
                self.cut = True
                return
            yield value


def _function(value: Any) -> tuple[str, Body]:
    try:
        signature = str(inspect.signature(value))
    except Hostile:
        signature = ""
    return "function", {"name": str(getattr(value, "__name__", "")), "signature": signature}


def _other(value: object) -> tuple[str, Body]:
    return "other", {"type": type(value).__name__, "repr": clean(safe_repr(value))}
