"""Copies the data files that a candidate names into its scratch folder.

A candidate works in a folder of its own, so `pd.read_csv("sales.csv")` finds a copy and
writing changes nothing of the user's. Knows nothing about kernels.
"""

from __future__ import annotations

import ast
import contextlib
import shutil
from pathlib import Path, PurePath

from ..agent.syntax import undisturbed

MAX_BYTES = 200 * 2**20


def named_files(code: str, folder: Path) -> tuple[PurePath, ...]:
    """Relative paths of existing files in `folder` that `code` names in a string; no hidden ones, none outside."""
    try:
        tree = undisturbed(lambda: ast.parse(code))
    except (SyntaxError, ValueError):
        return ()
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return tuple(PurePath(text) for text in sorted(texts) if _fits(text) and _is_within(folder / text, folder))


def bring(code: str, folder: Path, scratch: Path, limit: int = MAX_BYTES) -> tuple[str, ...]:
    """Copy the files that `code` names from `folder` to `scratch`; a sentence for each one left out."""
    notes = []
    for name in named_files(code, folder):
        size = (folder / name).stat().st_size
        limit -= size
        if limit < 0:
            notes.append(f"`{name}` was not copied: its {size / 2**20:,.0f} MB are more than candidates may read.")
            continue
        with contextlib.suppress(OSError):  # an unreadable file is the candidate's to find out
            (scratch / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, scratch / name)
    return tuple(notes)


def _fits(text: str) -> bool:
    parts = PurePath(text).parts if 0 < len(text) <= 255 and "\0" not in text and "\n" not in text else ()
    return bool(parts) and not PurePath(text).is_absolute() and not any(part.startswith((".", "~")) for part in parts)


def _is_within(path: Path, folder: Path) -> bool:
    try:
        return path.is_file() and path.resolve().is_relative_to(folder.resolve())
    except OSError:
        return False
