"""One found file → its fragments; never raises on what the file holds.

Knows which reader a suffix belongs to, and that a file may change or vanish meanwhile.
"""

from __future__ import annotations

from pathlib import Path

from .definitions import read_python
from .fragments import Extracted, Skipped, SkipReason
from .markdown import read_markdown
from .notebooks import read_notebook

_READERS = {".ipynb": read_notebook, ".py": read_python, ".md": read_markdown}


def read_file(path: Path, relative: str) -> Extracted:
    """Fragments of a notebook, Python or Markdown file, or the reason there are none."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return _nothing(relative, SkipReason.VANISHED)
    except OSError as error:
        return _nothing(relative, SkipReason.UNREADABLE, error.strerror or "")
    if b"\0" in raw[:8192]:
        return _nothing(relative, SkipReason.BINARY)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _nothing(relative, SkipReason.ENCODING, f"at byte {error.start}")
    return _READERS[path.suffix](text.replace("\r\n", "\n"), relative)


def _nothing(place: str, reason: SkipReason, detail: str = "") -> Extracted:
    return Extracted(skipped=(Skipped(place, reason, detail),))
