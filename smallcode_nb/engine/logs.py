"""The engine's log: small files that follow one another, and their end as text.

Knows nothing about what is logged; prompts and answers never are.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from .place import Place

_LARGEST = 1_000_000  # bytes of one file
_KEPT = 3


def write_log(path: Path) -> logging.Handler:
    """Send the engine's messages and its server's to `path`."""
    handler = RotatingFileHandler(path, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name in ("smallcode.engine", "uvicorn.error"):
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(logging.INFO if name.startswith("smallcode") else logging.WARNING)
    return handler


def tail(place: Place, lines: int = 40) -> str:
    """The last lines of the log, and what native code complained about."""
    parts = [_last(place.log, lines), _last(place.errors, lines)]
    return "\n".join(part for part in parts if part)


def _last(path: Path, lines: int) -> str:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
