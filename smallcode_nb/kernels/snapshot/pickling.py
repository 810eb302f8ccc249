"""Turns live objects into a pickle stream plus raw buffers, without touching them.

Functions of the notebook are written without their globals, string columns as
Arrow buffers, and what belongs to this process only is refused with a sentence.
Knows nothing about memory files or templates; `rebuild.py` is its inverse.
"""

from __future__ import annotations

import asyncio
import io
import pickle
import sys
import threading
import types
from typing import Any

import cloudpickle

from . import rebuild
from .strings import reduce_strings

_SMALL_ARRAY = 2_000
_LOCKS = (type(threading.Lock()), type(threading.RLock()), threading.Condition, threading.Event, threading.Semaphore)
_RUNNING = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, types.FrameType, types.TracebackType)

#: what cannot leave its process, and how a user would call it
_BOUND_TO_PROCESS: tuple[tuple[tuple[type, ...], str], ...] = (
    (_RUNNING, "a running generator, coroutine or frame"),
    ((io.IOBase,), "an open file"),
    (_LOCKS, "a lock"),
    ((threading.Thread,), "a thread"),
    ((asyncio.Future, asyncio.AbstractEventLoop), "a running task or event loop"),
)
_BOUND_BY_NAME = {
    "sqlite3": "an open database connection",
    "_sqlite3": "an open database connection",
    "psycopg": "an open database connection",
    "psycopg2": "an open database connection",
    "duckdb": "an open database connection",
    "_duckdb": "an open database connection",
    "socket": "an open socket",
    "_socket": "an open socket",
    "zmq": "an open socket",
    "subprocess": "a running process",
    "multiprocessing": "a pool or queue of processes",
    "cupy": "data on a GPU",
    "cudf": "data on a GPU",
    "weakref": "a weak reference",
}
_ON_DEVICE = {"torch": "data on a GPU", "jaxlib": "data on a GPU", "tensorflow": "data on a GPU"}


class Unportable(Exception):
    """The object belongs to this process; the message says what it is."""


class NamespacePickler(cloudpickle.Pickler):  # type: ignore[misc]
    """Writes variables one after the other; what they share is written once."""

    def __init__(self, file: io.BytesIO, buffers: list[pickle.PickleBuffer]) -> None:
        super().__init__(file, protocol=5, buffer_callback=buffers.append)

    def reducer_override(self, obj: Any) -> Any:
        """How objects are written that neither pickle nor cloudpickle writes as we need them."""
        kind = type(obj)
        if kind is types.FunctionType and obj.__module__ == "__main__":
            return _reduce_function(obj)
        if (
            kind.__module__ == "numpy"
            and kind.__name__ == "ndarray"
            and obj.dtype.hasobject
            and obj.size > _SMALL_ARRAY
        ):
            return reduce_strings(obj)
        refuse(obj)
        return super().reducer_override(obj)


def refuse(obj: Any) -> None:
    """Raise Unportable for an object that cannot be used in another process."""
    for kinds, what in _BOUND_TO_PROCESS:
        if isinstance(obj, kinds) and not isinstance(obj, (io.BytesIO, io.StringIO)):
            raise Unportable(what)
    if isinstance(obj, (type, types.FunctionType)):
        return
    root = type(obj).__module__.partition(".")[0]
    if root in _BOUND_BY_NAME and not isinstance(obj, (BaseException, enum_type())):
        raise Unportable(_BOUND_BY_NAME[root])
    if root in _ON_DEVICE and _device(obj) not in ("", "cpu", "meta"):
        raise Unportable(_ON_DEVICE[root])


def enum_type() -> type:
    """The class of all enumerations (constants of socket and the like travel well)."""
    import enum

    return enum.Enum


def _device(obj: Any) -> str:
    device = getattr(obj, "device", "")
    return str(getattr(device, "type", device)).lower().partition(":")[0] if not callable(device) else ""


def _reduce_function(function: types.FunctionType) -> Any:
    cells = function.__closure__ or ()
    attributes = {
        "__qualname__": function.__qualname__,
        "__module__": function.__module__,
        "__doc__": function.__doc__,
        "__defaults__": function.__defaults__,
        "__kwdefaults__": function.__kwdefaults__,
        "__annotations__": _annotations(function),
    }
    state = (attributes, [_content(c) for c in cells], dict(function.__dict__))
    return (
        rebuild.make_function,
        (function.__code__, function.__name__, len(cells)),
        state,
        None,
        None,
        rebuild.fill_function,
    )


def _annotations(function: types.FunctionType) -> dict[str, Any]:
    # asking for them evaluates them on 3.14, and a name may be gone by now
    try:
        return dict(function.__annotations__)
    except Exception:
        return {}


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return rebuild.EMPTY


def reason(error: BaseException) -> str:
    """Why an object could not be written, to follow "because it "."""
    if isinstance(error, Unportable):
        return f"holds {error}, which belongs to this kernel alone"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    if isinstance(error, MemoryError):
        return "does not fit into memory a second time"
    text = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
    return f"cannot be copied ({text})"


def is_loaded(module: str) -> bool:
    """Whether a library is there without importing it."""
    return module in sys.modules
