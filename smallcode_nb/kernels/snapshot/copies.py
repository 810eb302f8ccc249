"""Copies live variables to a file, all together so that aliases stay aliases.

Runs in the user's kernel, off its main thread, and never changes a user's object. What
cannot be copied is named with the reason. Functions and classes of `__main__` are written
so that they see the copy's names, not private ones. Knows nothing about kernels.
"""

from __future__ import annotations

import io
import pickle
import sys
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ...errors import SnapshotError
from ..inside import tables
from ..inside.scalars import safe_repr

MAX_TABLE_BYTES = 512 * 2**20
MAX_TOTAL_BYTES = 2 * 2**30
_DEVICE_LIBRARIES = frozenset({"torch", "tensorflow", "jax", "jaxlib", "cupy"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of one table before it is sampled, and of everything before a variable is left out."""

    table: int = MAX_TABLE_BYTES
    total: int = MAX_TOTAL_BYTES


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Sifted:
    """Variables fit for copying, modules by name, and a sentence for each thing left out or sampled."""

    values: dict[str, Any]
    modules: dict[str, str]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Notes:
    sentences: list[str] = field(default_factory=list)

    def skip(self, name: str, reason: str) -> None:
        self.sentences.append(f"`{name}` was not copied: {reason}.")


def closure(variables: Mapping[str, Any], needs: frozenset[str]) -> dict[str, Any]:
    """The needed variables, every module, and what needed functions refer to; everything when none is needed."""
    if not needs:
        return dict(variables)
    wanted, queue = (
        set(),
        [name for name in variables if name in needs or isinstance(variables[name], types.ModuleType)],
    )
    while queue:
        name = queue.pop()
        if name not in wanted:
            wanted.add(name)
            queue += [other for other in _referred(variables[name]) if other in variables]
    return {name: value for name, value in variables.items() if name in wanted}


def sift(variables: Mapping[str, Any], limits: Limits = DEFAULT_LIMITS) -> Sifted:
    """Separate modules, leave out what lives on a device, sample tables above the limit."""
    values, modules, notes = {}, {}, _Notes()
    for name, value in variables.items():
        if isinstance(value, types.ModuleType):
            modules[name] = value.__name__
        elif _on_device(value):
            notes.skip(name, "it lives on an accelerator")
        else:
            values[name] = _sampled(name, value, limits.table, notes)
    return Sifted(values, modules, tuple(notes.sentences))


def write(variables: Mapping[str, Any], path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[str, ...]:
    """Write a file for `restore.restore`; returns the notes. Raises SnapshotError when nothing can be written."""
    sifted = sift(variables, limits)
    notes = _Notes(list(sifted.notes))
    try:
        with path.open("wb") as file:
            path.chmod(0o600)
            pickle.dump(_importable(sifted.modules, notes), file)
            _write_values(sifted.values, file, limits.total, notes)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise SnapshotError(
            f"The variables could not be written to {path.parent}: {error.strerror or error}.",
            "Free some disk space, or name fewer or smaller variables in the request.",
        ) from error
    return tuple(notes.sentences)


def _dump(value: object, file: Any) -> None:
    from .pickler import dump  # cloudpickle is imported at the first copy

    dump(value, file)


def _write_values(values: dict[str, Any], file: BinaryIO, limit: int, notes: _Notes) -> None:
    start = file.tell()
    try:
        _dump(values, _Bounded(file, limit))
        return
    except OSError:
        raise
    except Exception:  # anything a user's object may raise: find out which one it is
        file.seek(start)
        file.truncate()
    good = dict(_copyable(values, limit, notes))
    try:
        _dump(good, _Bounded(file, limit))
    except OSError:
        raise
    except Exception:
        file.seek(start)
        file.truncate()
        _write_apart(good, file, limit, notes)


def _write_apart(values: dict[str, Any], file: BinaryIO, limit: int, notes: _Notes) -> None:
    left = _Bounded(file, limit)
    for name, value in values.items():
        part = io.BytesIO()
        try:
            _dump({name: value}, part)
            left.write(part.getbuffer())
        except OSError:
            raise
        except Exception as error:
            notes.skip(name, _reason(value, error))


def _copyable(values: dict[str, Any], limit: int, notes: _Notes) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        try:
            _dump({name: value}, _Bounded(None, limit))
        except Exception as error:
            notes.skip(name, _reason(value, error))
        else:
            yield name, value


def _reason(value: object, error: Exception) -> str:
    kind = type(value).__name__
    if isinstance(error, _TooLargeError):
        return f"this {kind} is larger than what a copy may hold"
    detail = safe_repr(error) if not str(error) else str(error).splitlines()[0][:160]
    return f"a {kind} cannot be pickled ({detail.rstrip('.')})"


# --- writing ------------------------------------------------------------------------------


class _TooLargeError(Exception):
    """More bytes than allowed."""


class _Bounded:
    """A file that takes a limited number of bytes, or none at all but counts them."""

    def __init__(self, file: BinaryIO | None, limit: int) -> None:
        self._file, self._left = file, limit

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        self._left -= size
        if self._left < 0:
            raise _TooLargeError
        if self._file is not None:
            self._file.write(data)
        return size


# --- what is what --------------------------------------------------------------------------


def _importable(modules: dict[str, str], notes: _Notes) -> dict[str, str]:
    fine = {}
    for name, module in modules.items():
        if module in sys.builtin_module_names or getattr(sys.modules.get(module), "__spec__", None) is not None:
            fine[name] = module
        else:
            notes.skip(name, f"the module {module} cannot be imported again")
    return fine


def _on_device(value: object) -> bool:
    if type(value).__module__.partition(".")[0] not in _DEVICE_LIBRARIES:
        return False
    device = str(getattr(value, "device", "cpu")).lower()
    return "cpu" not in device


def _sampled(name: str, value: Any, limit: int, notes: _Notes) -> Any:
    kind = tables.kind_of(value)
    size = _table_bytes(value, kind)
    if not kind or size <= limit or len(value) < 2:
        return value
    step = -(-size // limit)
    thin = value.iloc[::step] if kind in ("frame", "series") else value[::step]
    notes.sentences.append(
        f"`{name}` was sampled: every {step}th of {len(value):,} rows, because {size / 2**20:,.0f} MB is over "
        f"the limit of {limit / 2**20:,.0f} MB."
    )
    return thin


def _table_bytes(value: Any, kind: str) -> int:
    if kind == "array":
        return int(getattr(value, "nbytes", 0))
    if kind not in ("frame", "series") or not len(value):
        return int(value.memory_usage()) if kind == "index" else 0
    head = value.iloc[:1000]
    deep = head.memory_usage(deep=True, index=False)
    return int(float(deep.sum() if kind == "frame" else deep) / len(head) * len(value))


def _referred(value: object) -> set[str]:
    """Global names that a function's, or a class's methods', code mentions."""
    if isinstance(value, types.FunctionType):
        return _code_names(value.__code__)
    if isinstance(value, type) and value.__module__ == "__main__":
        return set().union(*(_referred(getattr(v, "__func__", v)) for v in vars(value).values()))
    return _referred(type(value)) | {type(value).__name__} if type(value).__module__ == "__main__" else set()


def _code_names(code: types.CodeType) -> set[str]:
    inner = (const for const in code.co_consts if isinstance(const, types.CodeType))
    return set(code.co_names).union(*(_code_names(c) for c in inner))
