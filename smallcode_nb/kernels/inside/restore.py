"""Binds a copied namespace inside a throwaway kernel.

The counterpart of `snapshot/copies.py`; runs in the throwaway process, in whose globals the user's
functions are to look up names. Standard library only at import.
"""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import sys
from types import ModuleType
from typing import Any, BinaryIO

_target: dict[str, Any] | None = None


def namespace() -> dict[str, Any]:
    """The globals of the user's own functions: the dict that variables are being bound in, else the shell's."""
    if _target is not None:
        return _target
    from IPython.core.interactiveshell import InteractiveShell

    return InteractiveShell.instance().user_ns  # type: ignore[no-any-return]


def restore(file: BinaryIO, target: dict[str, Any]) -> list[str]:
    """Bind everything that `copies.write` wrote into `file`; one sentence for each thing that could not be bound."""
    global _target
    _target = target
    notes = _import_modules(pickle.load(file), target)  # noqa: S301 - written by this user's own kernel
    while True:
        try:
            target.update(pickle.load(file))  # noqa: S301
        except EOFError:
            return notes
        except Exception as error:
            return [*notes, f"Some variables could not be restored in the copy: {type(error).__name__}: {error}"]


def restore_path(path: str, target: dict[str, Any] | None = None) -> list[str]:
    """`restore` from a file; into the shell's namespace unless told otherwise."""
    with open(path, "rb") as file:
        return restore(file, namespace() if target is None else target)


def _import_modules(modules: dict[str, str], target: dict[str, Any]) -> list[str]:
    notes = []
    for name, module in modules.items():
        try:
            target[name] = _module(module)
        except Exception as error:
            notes.append(f"`{name}` is missing in the copy: importing {module} failed ({error}).")
    return notes


def _module(name: str) -> ModuleType:
    if name in sys.modules or "." in name:
        return importlib.import_module(name)
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None or not hasattr(spec.loader, "exec_module"):
        return importlib.import_module(name)
    # a heavy library that the candidate never touches costs nothing
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
