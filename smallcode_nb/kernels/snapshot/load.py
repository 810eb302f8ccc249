"""Binds a snapshot's variables in a template's namespace.

Knows the memory file and the pickle stream; what was left out, and why, was
decided when it was written (`dump.py`).
"""

from __future__ import annotations

import gc
import importlib
import io
import os
import pickle
from typing import Any

from . import memory_file, rebuild


class CannotLoad(Exception):
    """One variable cannot be read in a clean process; `args` are its name and why."""


def load(fd: int, namespace: dict[str, Any]) -> tuple[str, ...]:
    """Bind every variable; sentences about modules that could not be imported. Raises CannotLoad."""
    if not os.fstat(fd).st_size:
        return ()
    data, index = memory_file.read(fd)
    notes = _import_modules(index.modules, namespace)
    enabled = gc.isenabled()
    gc.disable()
    try:
        namespace.update(_read(data, index, namespace))
    finally:
        if enabled:
            gc.enable()
    return notes


def _read(data: memoryview, index: memory_file.Index, namespace: dict[str, Any]) -> dict[str, Any]:
    buffers = (data[start : start + length] for start, length in index.buffers)
    # the stream was written by this user's own kernel, sealed, and passed by descriptor
    unpickler = pickle.Unpickler(io.BytesIO(data[: index.head]), buffers=buffers)  # noqa: S301
    values = {}
    with rebuild.into(namespace):
        for name in index.names:
            try:
                values[name] = unpickler.load()
            except Exception as e:
                raise CannotLoad(name, f"{type(e).__name__}: {e}") from e
    return values


def _import_modules(modules: tuple[tuple[str, str], ...], namespace: dict[str, Any]) -> tuple[str, ...]:
    notes = []
    for alias, module in modules:
        try:
            namespace[alias] = importlib.import_module(module)
        except Exception as e:
            notes.append(f"The module `{alias}` could not be imported again ({type(e).__name__}: {e}).")
    return tuple(notes)
