"""The models an engine has open, and what each is called.

Knows: loading once for everybody, making room by closing what nobody uses. Does not know: HTTP, who asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ..agent.ports import Model
from ..errors import EngineError, UnknownModel, UnknownOption
from ..models import LoadOptions, load

Load = Callable[[str, LoadOptions], Model]


@dataclass(slots=True)
class Held:
    """An open model."""

    key: str
    model: Model
    users: int = 0


class Shelf:
    """Open models by key; the least recently used is closed when more than `most` are wanted."""

    def __init__(self, most: int = 1, load: Load = load) -> None:
        self._most = most
        self._load = load
        self._held: dict[str, Held] = {}
        self._loading = asyncio.Lock()

    def models(self) -> tuple[Model, ...]:
        """All that are open, the one used last at the end."""
        return tuple(held.model for held in self._held.values())

    async def open(self, spec: str, options: LoadOptions | None = None) -> Model:
        """The model of that specification, loaded so when it is not open. Raises ModelError, EngineError."""
        options = options or LoadOptions()
        key = key_of(spec, options)
        async with self._loading:
            if key not in self._held:
                self._make_room()
                self._held[key] = Held(key, await asyncio.to_thread(self._load, spec, options))
            return self._used(key).model

    def find(self, name: str) -> Model:
        """The open model of that name or key, the last one for "". Raises UnknownModel."""
        return self._find(name).model

    @contextmanager
    def using(self, name: str) -> Iterator[Model]:
        """As `find`; the model stays open meanwhile."""
        held = self._find(name)
        self._used(held.key).users += 1
        try:
            yield held.model
        finally:
            held.users -= 1

    def close(self) -> None:
        """Free everything."""
        for held in self._held.values():
            _close(held.model)
        self._held.clear()

    def _find(self, name: str) -> Held:
        if name in self._held:
            return self._held[name]
        named = [held for held in self._held.values() if not name or held.model.card.name == name]
        if not named:
            known = ", ".join(held.model.card.name for held in self._held.values()) or "none yet"
            raise UnknownModel(f"The engine has no model {name or 'open'}.", f"Open: {known}.")
        return named[-1]

    def _used(self, key: str) -> Held:
        held = self._held[key] = self._held.pop(key)
        return held

    def _make_room(self) -> None:
        idle = [held for held in self._held.values() if not held.users]
        excess = len(self._held) + 1 - self._most
        if excess > len(idle):
            busy = ", ".join(held.model.card.name for held in self._held.values() if held.users)
            raise EngineError(f"The engine is drawing from {busy}.", "Wait for it to end, or choose the same model.")
        for held in idle[: max(0, excess)]:
            del self._held[held.key]
            _close(held.model)


def key_of(spec: str, options: LoadOptions) -> str:
    """What a model opened in that way is called among the open ones: its specification and what differs from usual."""
    usual = LoadOptions()
    changed = (field.name for field in fields(options) if getattr(options, field.name) != getattr(usual, field.name))
    told = ", ".join(f"{name}={getattr(options, name)}" for name in changed)
    return f"{spec} ({told})" if told else spec


def read_options(told: object) -> LoadOptions:
    """What a client sent of them. Raises UnknownOption."""
    known = {field.name: type(field.default) for field in fields(LoadOptions)}
    given: dict[str, Any] = dict(told) if isinstance(told, dict) else {}
    for name, value in given.items():
        if type(value) is int and known.get(name) is float:
            given[name] = float(value)
    wrong = [name for name, value in given.items() if type(value) is not known.get(name)]
    if wrong:
        raise UnknownOption(f"A model cannot be opened with {wrong[0]}.", "The engine is of another version: stop it.")
    return LoadOptions(**given)


def absolute(spec: str) -> str:
    """The specification as a process in another folder understands it."""
    kind, colon, rest = spec.partition(":")
    if kind == "recorded" and colon:
        return f"recorded:{Path(rest).expanduser().absolute()}"
    path = Path(spec).expanduser()
    return str(path.absolute()) if path.exists() else spec


def _close(model: Any) -> None:
    close = getattr(model, "close", None)
    if close is not None:
        close()
