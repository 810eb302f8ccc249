"""Whether a model's files are here and whole: known hashes, the shards an index names, downloads that broke off.

Knows: the hub cache's names, safetensors' index. Does not know: how files are opened.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from smallcode_nb.errors import WeightsDamaged, WeightsMissing

from .hub import find_snapshot
from .presets import EMBEDDED, Preset
from .registry import Kind, resolve
from .tokens import read_json

_INDEX = "model.safetensors.index.json"


@dataclass(frozen=True, slots=True)
class Checked:
    """Files that are whole, of which `hashed` were compared with a known hash."""

    folder: Path
    files: int
    hashed: int


def check_model(name: str) -> tuple[Checked, ...]:
    """Every form of a model that is on this machine. Raises UnknownModel, WeightsMissing, WeightsDamaged."""
    target = resolve(name)
    if target.kind is Kind.PRESET and target.preset is not None:
        return _check_preset(target.preset)
    if target.kind in (Kind.GGUF, Kind.RECORDED):
        return (Checked(target.path.parent, 1, _check_hash(target.path)),)
    if target.kind is Kind.DIRECTORY:
        return (check_folder(target.path),)
    return ()


def check_folder(folder: Path) -> Checked:
    """A model directory. Raises WeightsMissing, WeightsDamaged."""
    _check_shards(folder)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink()]
    return Checked(folder, len(files), sum(_check_hash(path) for path in files))


def _check_preset(preset: Preset) -> tuple[Checked, ...]:
    if preset.name == EMBEDDED:
        from .embedded import WEIGHTS, verify

        names = verify(WEIGHTS)
        return (Checked(WEIGHTS, len(names), len(names)),)
    sources = preset.sources
    places = ((sources.gguf, ""), (sources.exl2, sources.exl2_revision), (sources.safetensors, ""))
    found = [folder for name, revision in places if (folder := find_snapshot(name, revision)) is not None]
    if not found:
        cause = f"The weights of {preset.title} are not on this machine."
        raise WeightsMissing(cause, f"Get them: smallcode-nb models get {preset.name}")
    return tuple(check_folder(folder) for folder in found)


def _check_shards(folder: Path) -> None:
    """Raise WeightsMissing for a shard that the index names and the folder lacks."""
    named = read_json(folder / _INDEX).get("weight_map")
    shards = sorted(set(named.values())) if isinstance(named, dict) else []
    missing = [str(shard) for shard in shards if not (folder / str(shard)).is_file()]
    if missing:
        cause = f"{len(missing)} of {len(shards)} files of {folder.name} are missing, {missing[0]} for one."
        raise WeightsMissing(cause, "The download broke off; the same `smallcode-nb models get` goes on.")


def _check_hash(path: Path) -> bool:
    """Whether the file has a known hash, which it then matches. Raises WeightsMissing, WeightsDamaged."""
    blob = path.resolve()
    if not blob.is_file():
        raise WeightsMissing(f"{path.name} was not downloaded to its end.", "Get it again: smallcode-nb models get")
    if not re.fullmatch(r"[0-9a-f]{64}", blob.name):
        return False
    with blob.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != blob.name:
        cause = f"{path.name} is damaged: its sha256 is {actual[:12]}, not {blob.name[:12]}."
        raise WeightsDamaged(cause, f"Delete {blob} and get it again.")
    return True
