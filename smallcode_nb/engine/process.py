"""Finds the user's engine, starts it where there is none, stops it.

One lock makes starters wait for one another, another is held by the engine for its whole life and falls with it:
files of a killed engine mislead nobody. Knows nothing about what an engine does.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from .. import __version__
from ..errors import EngineError, MissingExtra
from ..models.server import Server
from . import locks
from .logs import tail
from .options import EngineOptions
from .place import Place, Record

_START_S = 60.0
_STOP_S = 15.0


def running(place: Place) -> Record | None:
    """The engine that lives, None when there is none."""
    return place.read_record() if locks.is_held(place.life) else None


def ensure(place: Place, options: EngineOptions | None = None) -> Record:
    """The engine, started when there is none and replaced when it is of another version and idle.

    Blocks for about a second when it starts one. Raises EngineError, MissingExtra.
    """
    if os.name != "posix":
        raise EngineError("The shared engine needs Linux or macOS.", 'Set c.SmallCode.engine = "off".')
    place.prepare()
    with locks.waiting_for(place.starting):
        found = running(place)
        if found is not None and found.version != __version__:
            _retire(place, found)
            found = None
        return found or _start(place, options or EngineOptions())


def stop(place: Place) -> bool:
    """End the engine; whether there was one. Raises EngineError when it does not end."""
    found = running(place)
    if found is None:
        return False
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(found.pid, number)
        if _ended(place):
            return True
    raise EngineError(f"The engine (process {found.pid}) does not end.", "Look at its log: smallcode-nb engine logs")


def server_of(place: Place, record: Record, timeout_s: float = 60.0) -> Server:
    """How to talk to it."""
    return Server(record.address, "", timeout_s, place.read_token())


def _retire(place: Place, found: Record) -> None:
    """End an engine of another version that does nothing. Raises EngineError when it does something."""
    import httpx

    with suppress(httpx.HTTPError, ValueError), server_of(place, found, 5.0).client() as client:
        facts = client.get("status").json()
        if facts.get("samples") or facts.get("waiting"):
            cause = f"An engine of version {found.version} is at work; this is {__version__}."
            raise EngineError(cause, "Try again when it is idle, or run: smallcode-nb engine stop")
    stop(place)


def _ended(place: Place) -> bool:
    deadline = time.monotonic() + _STOP_S / 2
    while locks.is_held(place.life):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _start(place: Place, options: EngineOptions) -> Record:
    check_installed()
    place.read_token()
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "smallcode_nb.engine", str(place.folder), str(writing), *options.words()]
    try:
        with place.errors.open("wb") as errors:
            place.errors.chmod(0o600)
            launcher = subprocess.Popen(  # noqa: S603 — our own module
                command,
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                pass_fds=(writing,),
                start_new_session=True,
            )
            launcher.wait(_START_S)
    finally:
        os.close(writing)
    said = _hear(reading)
    found = running(place)
    if said != "\n" or found is None:
        told = said.strip() or tail(place, 3).strip() or "it ended at once"
        raise EngineError(f"The engine did not start: {told}", "Look at its log: smallcode-nb engine logs")
    return found


def _hear(reading: int) -> str:
    """What the engine says when it listens or gives up."""
    import select

    with os.fdopen(reading, encoding="utf-8") as pipe:
        able, _, _ = select.select([pipe], [], [], _START_S)
        return pipe.readline() if able else "it did not answer in time"


def check_installed() -> None:
    """Raise MissingExtra where the engine's libraries are not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("starlette", "uvicorn", "httpx") if find_spec(name) is None]
    if missing:
        raise MissingExtra(f"{', '.join(missing)} is not installed.", "Run: pip install 'smallcode-nb[engine]'")
