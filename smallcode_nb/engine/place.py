"""Where an engine leaves its traces: a private folder in Jupyter's runtime directory.

Knows: file names, modes, the record of a running engine. Does not know: how an engine is started or asked.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from ..errors import EngineError

_LONGEST_SOCKET = 100  # bytes; the system's limit is 108 on Linux and 104 on macOS


@dataclass(frozen=True, slots=True)
class Record:
    """A running engine as it describes itself; `started` in seconds since 1970."""

    pid: int
    version: str
    socket: str
    started: float

    @property
    def address(self) -> str:
        """As `models.server.Server` takes it."""
        return f"unix:{self.socket}"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one user's engine."""

    folder: Path

    @property
    def record(self) -> Path:
        """Written by the engine once it listens."""
        return self.folder / "engine.json"

    @property
    def token(self) -> Path:
        """The secret that opens it."""
        return self.folder / "token"

    @property
    def life(self) -> Path:
        """Locked for as long as an engine lives."""
        return self.folder / "life.lock"

    @property
    def starting(self) -> Path:
        """Locked by whoever is looking for an engine or starting one."""
        return self.folder / "start.lock"

    @property
    def log(self) -> Path:
        """What it did; older parts have a number after their name."""
        return self.folder / "engine.log"

    @property
    def errors(self) -> Path:
        """What native code wrote to its standard error."""
        return self.folder / "engine.err"

    @property
    def socket(self) -> Path:
        """Where it listens; elsewhere when the folder's name is too long for a socket."""
        near = self.folder / "engine.sock"
        if len(os.fsencode(near)) <= _LONGEST_SOCKET:
            return near
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return _private(Path(tempfile.gettempdir()) / f"smallcode-{os.getuid()}-{name}") / "engine.sock"

    def prepare(self) -> None:
        """Make the folder, for this user only. Raises EngineError when it belongs to someone else."""
        _private(self.folder)

    def write_record(self, record: Record) -> None:
        """Replace the record in one step."""
        _write_private(self.record, json.dumps(asdict(record)))

    def read_record(self) -> Record | None:
        """The record, None when there is none that can be read."""
        try:
            return Record(**json.loads(self.record.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def read_token(self) -> str:
        """The secret, made at first need."""
        try:
            held = self.token.read_text(encoding="utf-8").strip()
        except OSError:
            held = ""
        if not held:
            held = secrets.token_urlsafe(32)
            _write_private(self.token, held)
        return held


def default_place() -> Place:
    """In Jupyter's runtime directory, which JUPYTER_RUNTIME_DIR moves."""
    from jupyter_core.paths import jupyter_runtime_dir

    return Place(Path(jupyter_runtime_dir()) / "smallcode-engine")


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        cause = f"{folder} belongs to someone else."
        raise EngineError(cause, "Set JUPYTER_RUNTIME_DIR to a folder of your own.")
    folder.chmod(0o700)
    return folder


def _write_private(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
