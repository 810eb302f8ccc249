"""`smallcode-nb engine start|status|stop|logs|key`: the shared engine, or one for a class with `--host`."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UnknownOption

if TYPE_CHECKING:
    from ..engine.options import EngineOptions

HELP = "start, look at and stop the process that holds models for all notebooks"
EXAMPLE = "smallcode-nb engine start --model qwen2.5-coder-1.5b-instruct"
ACTIONS = ("start", "status", "stop", "logs", "key")


def add_arguments(parser: ArgumentParser) -> None:
    """What to do; the rest is for start and key."""
    parser.add_argument("action", choices=ACTIONS, help="key gives a user of a class engine a key")
    parser.add_argument("user", nargs="?", default="", help="of key: whose it is")
    parser.add_argument("--model", default="", help="open this one at once")
    parser.add_argument("--idle", type=float, default=1800.0, metavar="S", help="end after that long unused; 0: never")
    parser.add_argument("--host", default="", help="serve a class on this address, in the foreground")
    parser.add_argument("--port", type=int, default=8765, help="with --host (default: 8765)")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="with --host and key: who may use it")
    parser.add_argument("--samples", type=int, default=64, help="candidates drawn at once (default: 64)")
    parser.add_argument("--per-user", type=int, default=16, help="with --host: of them for one user (default: 16)")
    parser.add_argument("--lines", type=int, default=40, help="of logs (default: 40)")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """0 when it did it; status gives 1 when no engine runs."""
    match arguments.action:
        case "start":
            return _serve_class(arguments) if arguments.host else _start(arguments)
        case "status":
            return _status(as_json=arguments.json)
        case "stop":
            return _stop()
        case "logs":
            return _logs(arguments.lines)
        case _:
            return _key(arguments)


def _start(arguments: Namespace) -> int:
    from ..engine.client import open_in_engine
    from ..engine.place import default_place
    from ..engine.process import ensure

    place = default_place()
    options = _options(arguments)
    ensure(place, options)
    if arguments.model:
        open_in_engine(arguments.model, place, options)
    return _status(as_json=arguments.json)


def _status(*, as_json: bool) -> int:
    from ..engine.report import ask_status, describe

    facts = ask_status()
    for label, value in describe(facts):
        print(f"{label:10} {value}")
    if as_json:
        print(json.dumps(facts or {}))
    return 0 if facts else 1


def _stop() -> int:
    from ..engine.place import default_place
    from ..engine.process import stop

    print("The engine has ended." if stop(default_place()) else "No engine was running.")
    return 0


def _logs(lines: int) -> int:
    from ..engine.logs import tail
    from ..engine.place import default_place

    place = default_place()
    print(tail(place, lines) or f"There is no log yet in {place.folder}.")
    return 0


def _key(arguments: Namespace) -> int:
    from ..engine.keys import add_key

    if not arguments.user or arguments.keys is None:
        raise UnknownOption("Whose key, in which file?", "For example: smallcode-nb engine key ana --keys class.keys")
    key = add_key(arguments.keys, arguments.user)
    print(f"SMALLCODE_API_KEY={key}")
    print("It is not stored and not shown again.")
    return 0


def _serve_class(arguments: Namespace) -> int:
    import asyncio

    from ..engine.keys import Keys, read_keys
    from ..engine.process import check_installed
    from ..engine.serve import Service, listen_network, serve
    from ..models.presets import EMBEDDED

    if arguments.keys is None:
        remedy = "Make one: smallcode-nb engine key ana --keys class.keys"
        raise UnknownOption("An engine for a class needs a file of keys.", remedy)
    check_installed()
    keys = Keys("", read_keys(arguments.keys))
    model = arguments.model or EMBEDDED
    sock = listen_network(arguments.host, arguments.port)
    print(f"{model} for {len(keys.users)} users at http://{arguments.host}:{arguments.port}/v1, until Ctrl-C.")
    print("Keys and prompts travel as they are: put a proxy with TLS before it where the network is not yours.")
    asyncio.run(serve(Service(sock, keys, _options(arguments), (model,))))
    return 0


def _options(arguments: Namespace) -> EngineOptions:
    from ..engine.options import EngineOptions

    if not arguments.host:
        return EngineOptions(idle_s=arguments.idle, samples=arguments.samples, samples_per_user=arguments.samples)
    return EngineOptions(idle_s=0.0, samples=arguments.samples, samples_per_user=arguments.per_user)
