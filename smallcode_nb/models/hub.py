"""Finds weights that a Hugging Face download left on this machine; never asks the network.

Knows: the cache's folder layout. Does not know: models.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path


def cache_folder() -> Path:
    """Where downloads lie, as HF_HUB_CACHE, HF_HOME and XDG_CACHE_HOME say."""
    if named := os.environ.get("HF_HUB_CACHE"):
        return Path(named).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "huggingface" / "hub"


def find_snapshot(repository: str, revision: str = "") -> Path | None:
    """The folder of a downloaded repository at `revision` ("" is main), None when it is not here."""
    if not repository:
        return None
    folder = cache_folder() / f"models--{repository.replace('/', '--')}"
    reference = folder / "refs" / (revision or "main")
    if not reference.is_file():
        return None
    snapshot = folder / "snapshots" / reference.read_text(encoding="utf-8").strip()
    return snapshot if snapshot.is_dir() else None


def fingerprint(path: Path) -> str:
    """sha256 of a weights file; a downloaded one is already named by it."""
    name = path.resolve().name
    if re.fullmatch(r"[0-9a-f]{64}", name):
        return name
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
