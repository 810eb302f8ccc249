"""cloudpickle, with the functions of `__main__` bound to the namespace they wake up in.

Plain cloudpickle gives a function private copies of its globals, so that in a copy `f()`
would see the old `df`. Knows nothing about files, sizes or kernels.
"""

from __future__ import annotations

import pickle
import types
from typing import Any

import cloudpickle

from ..inside import restore


def dump(value: object, file: Any, **options: Any) -> None:
    """Pickle `value` into `file`; `options` are pickle.Pickler's (`buffer_callback` …)."""
    NamespacePickler(file, protocol=pickle.HIGHEST_PROTOCOL, **options).dump(value)


class NamespacePickler(cloudpickle.Pickler):  # type: ignore[misc]
    """Writes a reference to "the namespace here" in place of the globals of `__main__`'s functions."""

    def reducer_override(self, obj: Any) -> Any:
        """See pickle.Pickler."""
        reduced = super().reducer_override(obj)
        if not isinstance(obj, types.FunctionType) or obj.__module__ != "__main__" or not isinstance(reduced, tuple):
            return reduced
        make, arguments, state, *rest = reduced
        if not (isinstance(state, tuple) and "__globals__" in state[1]):
            return reduced
        state[1]["__globals__"] = {}
        return make, (arguments[0], _NamespaceRef(), *arguments[2:]), state, *rest


class _NamespaceRef:
    def __reduce__(self) -> tuple[Any, tuple[()]]:
        return restore.namespace, ()
