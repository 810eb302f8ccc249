"""The life of an engine: take the lock, listen, say so, serve until it is told to end or nobody came for long.

Knows: sockets, signals (through uvicorn), the order of these steps. Does not know: how it is found or asked.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .. import __version__
from ..models import load
from . import locks
from .app import Engine
from .desk import Desk
from .keys import Keys
from .logs import write_log
from .options import EngineOptions
from .place import Place, Record
from .shelf import Load, Shelf

_GRACE_S = 5
log = logging.getLogger("smallcode.engine")


@dataclass(frozen=True, slots=True)
class Service:
    """What is served on which socket."""

    sock: socket.socket
    keys: Keys
    options: EngineOptions = field(default_factory=EngineOptions)
    models: tuple[str, ...] = ()
    load: Load = load


def run_engine(place: Place, options: EngineOptions, ready: Callable[[str], None]) -> None:
    """Be the user's engine in this process; `ready` is called with "" once it listens. Raises EngineError."""
    # uvicorn ends by sending itself the signal again, and the files still have to be put away after that
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    place.prepare()
    life = locks.take(place.life)
    try:
        place.record.unlink(missing_ok=True)
        handler = write_log(place.log)
        sock = listen_unix(place.socket)
        place.write_record(Record(os.getpid(), __version__, str(place.socket), time.time()))
        ready("")
        asyncio.run(serve(Service(sock, Keys(place.read_token()), options)))
        handler.close()
    finally:
        place.record.unlink(missing_ok=True)
        place.socket.unlink(missing_ok=True)
        os.close(life)


async def serve(service: Service) -> None:
    """Answer until the end."""
    import uvicorn

    desk, shelf = Desk(service.options), Shelf(service.options.models, service.load)
    engine = Engine(shelf, desk, service.keys, lambda: setattr(server, "should_exit", True))
    server = uvicorn.Server(
        uvicorn.Config(
            engine.app(), log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=_GRACE_S
        )
    )
    for spec in service.models:
        await shelf.open(spec)
    watch = asyncio.create_task(_end_when_idle(server, desk, service.options.idle_s))
    log.info("engine %s listens, process %d", __version__, os.getpid())
    try:
        await server.serve(sockets=[service.sock])
    finally:
        watch.cancel()
        await engine.close()
        shelf.close()
        log.info("engine ended")


def listen_unix(path: Path) -> socket.socket:
    """A listening socket that only this user can open; one left behind by a dead engine is replaced."""
    with suppress(FileNotFoundError):
        path.unlink()
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        sock.bind(str(path))
    finally:
        os.umask(before)
    sock.listen(128)
    return sock


def listen_network(host: str, port: int) -> socket.socket:
    """A listening socket for a class."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=128)


async def _end_when_idle(server: object, desk: Desk, idle_s: float) -> None:
    while idle_s > 0:
        await asyncio.sleep(min(5.0, max(0.05, idle_s - desk.idle_s)))
        if desk.idle_s >= idle_s:
            log.info("nobody came for %g s", idle_s)
            server.should_exit = True  # type: ignore[attr-defined]  # uvicorn is imported at first use
            return
