"""Where a model is opened: in this process, in the user's engine, or in an engine that someone else runs.

The embedded model stays in this process unless asked otherwise: it is small, and a fork of it costs less than the
way to another process. What takes gigabytes goes into the engine, so that notebooks share it and restarts keep it.
Knows: the setting's values. Does not know: how models are opened.
"""

from __future__ import annotations

import os

from ..agent.ports import Model
from ..errors import SmallCodeError, UnknownOption
from ..models import Kind, LoadOptions, load, resolve
from ..models.presets import EMBEDDED

AUTO, ON, OFF = "auto", "on", "off"
_HEAVY = (Kind.PRESET, Kind.DIRECTORY, Kind.GGUF)
_ADDRESSES = ("http://", "https://", "unix:")


def open_model(spec: str, engine: str = AUTO, options: LoadOptions | None = None) -> Model:
    """Open a model where the setting says. Blocks. Raises UnknownOption and what opening it raises."""
    if engine not in (AUTO, ON, OFF) and not engine.startswith(_ADDRESSES):
        cause = f"{engine!r} is no engine."
        raise UnknownOption(
            cause, 'c.SmallCode.engine is "auto", "on", "off" or an address such as http://box:8765/v1.'
        )
    kind = resolve(spec).kind
    if kind not in _HEAVY or engine == OFF:
        return load(spec, options)
    if engine.startswith(_ADDRESSES):
        from .remote import connect_engine

        return connect_engine(engine, spec)
    if engine == ON or (spec.strip().lower() != EMBEDDED and engine_possible()):
        from .client import open_in_engine

        return open_in_engine(spec, loading=options)
    return load(spec, options)


def engine_possible() -> bool:
    """Whether this machine and installation can have an engine."""
    from .process import check_installed

    if os.name != "posix":
        return False
    try:
        check_installed()
    except SmallCodeError:
        return False
    return True
