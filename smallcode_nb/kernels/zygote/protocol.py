"""What the user's kernel, the zygote and its templates say to one another.

Knows the messages and how they look as JSON; knows nothing about sockets,
processes or kernels.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Hashable
from dataclasses import asdict, dataclass, fields, is_dataclass
from types import NoneType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Limits:
    """What one kernel may use at most; bytes beyond what it has at its start, CPU seconds, counts."""

    memory_bytes: int = 2 << 30
    cpu_s: int = 120
    file_bytes: int = 256 << 20
    open_files: int = 512
    scratch_bytes: int = 512 << 20
    scratch_files: int = 10_000


@dataclass(frozen=True, slots=True)
class Grant:
    """A path a kernel may use: `access` is "read" (and list), "execute" (read and map as code) or "write"."""

    path: str
    access: str = "read"


@dataclass(frozen=True, slots=True)
class Confinement:
    """How every kernel of a template is confined."""

    tier: str = "none"
    limits: Limits = Limits()
    grants: tuple[Grant, ...] = ()
    #: folder whose entries the kernel sees under its own working directory; "" for none
    project: str = ""
    #: names of those entries
    entries: tuple[str, ...] = ()
    #: folder that the kernels' own folders lie in
    home: str = ""
    #: whether this Linux has Landlock; without it, mounts keep kernels apart
    landlock: bool = True


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a kernel binds its five channels."""

    ip: str
    key: str
    transport: str = "ipc"
    #: shell, iopub, stdin, control, heartbeat
    ports: tuple[int, ...] = (1, 2, 3, 4, 5)
    signature_scheme: str = "hmac-sha256"


@dataclass(frozen=True, slots=True)
class Load:
    """To the zygote: fork a template. Files: its control socket, ready pipe, confinement, snapshot."""

    lazy: bool = False


@dataclass(frozen=True, slots=True)
class Spawn:
    """To a template: fork a kernel with its own folder. Files: its ready pipe."""

    kernel: str
    directory: str
    connection: Connection
    #: whether jupyter_client drives it: with heartbeats, a control channel while code runs, requests in a queue
    attended: bool = False
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SelfAttack:
    """To the zygote: confine a child, let it attack these victims, report. Files: report pipe, confinement."""

    directory: str
    secret: str
    port: int


@dataclass(frozen=True, slots=True)
class ExitStatus:
    """How a forked process ended."""

    pid: int


@dataclass(frozen=True, slots=True)
class Forked:
    """Reply to Load, Spawn and SelfAttack. Files: a pidfd."""

    pid: int


@dataclass(frozen=True, slots=True)
class Exited:
    """Reply to ExitStatus: negative for a signal, None while it runs or when nothing is known."""

    code: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Reply when a request could not be carried out."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ready:
    """What a template or kernel reports once, through its ready pipe."""

    error: str = ""
    #: the variable that could not be read in a clean process; `error` says why
    culprit: str = ""
    threads: int = 1
    notes: tuple[str, ...] = ()
    #: a kernel that has noted what there is, as for a candidate that needs nothing special
    prepared: bool = False


@dataclass(frozen=True, slots=True)
class Attacked:
    """What a confined child could do that it should not, and could not do that it should."""

    succeeded: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Hello:
    """What the zygote says when it is ready to fork."""

    pid: int
    threads: int
    imported: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


Message = Load | Spawn | SelfAttack | ExitStatus | Forked | Exited | Failed | Ready | Attacked | Hello | Confinement
_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Message)}


def encode(message: Message) -> bytes:
    """One JSON object, tagged with the message's name."""
    return json.dumps({"kind": type(message).__name__, **asdict(message)}).encode()


def decode(data: bytes) -> Message:
    """The inverse of `encode`; raises ValueError for anything else."""
    try:
        values = json.loads(data)
        message = _build(_KINDS[values.pop("kind")], values)
    except (KeyError, TypeError, AttributeError) as e:
        raise ValueError(f"not a message: {data[:80]!r}") from e
    return message  # type: ignore[no-any-return]


def _build(kind: type[Any], values: dict[str, Any]) -> Any:
    hints = _hints(cast(Hashable, kind))
    return kind(**{f.name: _value(hints[f.name], values[f.name]) for f in fields(kind) if f.name in values})


@functools.cache
def _hints(kind: Hashable) -> dict[str, Any]:
    # annotations are text, and reading them takes longer than everything else here
    return get_type_hints(kind)


def _value(hint: Any, value: Any) -> Any:
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return tuple(_value(inner, v) for v in value)
    if get_origin(hint) is Union and NoneType in get_args(hint):
        return value
    return _build(hint, value) if is_dataclass(hint) and isinstance(hint, type) else value
