"""What a model's name means: a preset, a file, a directory, a server, a recording, or someone's plug-in.

Knows: the forms a specification can take. Does not know: how anything is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from smallcode_nb.errors import UnknownModel, WeightsMissing

from .presets import Preset, presets

ENTRY_POINTS = "smallcode_nb.models"
_SERVERS = ("http://", "https://", "unix:")


class Kind(StrEnum):
    """What a specification names."""

    PRESET = "preset"
    DIRECTORY = "directory"
    GGUF = "gguf"
    SERVER = "server"
    OLLAMA = "ollama"
    RECORDED = "recorded"
    PLUGIN = "plugin"


@dataclass(frozen=True, slots=True)
class Target:
    """A resolved specification; `place` is a path, an address or an Ollama tag, `model` a server's model name."""

    kind: Kind
    spec: str
    preset: Preset | None = None
    place: str = ""
    model: str = ""

    @property
    def path(self) -> Path:
        """`place` as a path."""
        return Path(self.place)


def resolve(spec: str) -> Target:
    """Read a specification. Raises UnknownModel with the nearest name, WeightsMissing for a path that is not there."""
    spec = spec.strip()
    if spec.lower() in presets():
        return Target(Kind.PRESET, spec, preset=presets()[spec.lower()])
    if spec.startswith(_SERVERS):
        place, _, model = spec.partition("#")
        return Target(Kind.SERVER, spec, place=place.rstrip("/"), model=model)
    if spec == "ollama" or spec.startswith("ollama:"):
        return Target(Kind.OLLAMA, spec, place=spec.partition(":")[2])
    if spec.startswith("recorded:"):
        return Target(Kind.RECORDED, spec, place=str(_existing(spec.partition(":")[2])))
    if find_plugin(spec) is not None:
        return Target(Kind.PLUGIN, spec)
    return _resolve_path(spec)


def find_plugin(spec: str) -> EntryPoint | None:
    """The entry point whose name is `spec` or what stands before its first colon."""
    named = entry_points(group=ENTRY_POINTS, name=spec.partition(":")[0])
    return next(iter(named), None)


def _resolve_path(spec: str) -> Target:
    path = Path(spec).expanduser()
    if path.suffix.lower() == ".gguf":
        return Target(Kind.GGUF, spec, place=str(_existing(spec)))
    if spec and path.is_dir():
        return Target(Kind.DIRECTORY, spec, place=str(path))
    if spec.startswith((".", "/", "~")):
        _existing(spec)
    raise UnknownModel(f"No model is called {spec!r}.", _suggestion(spec))


def _existing(place: str) -> Path:
    path = Path(place).expanduser()
    if not path.exists():
        raise WeightsMissing(f"There is no {path}.", "Check the path.")
    return path


def _suggestion(spec: str) -> str:
    near = get_close_matches(spec.lower(), presets(), n=1, cutoff=0.4)
    if near:
        return f"Did you mean {near[0]!r}?"
    names = ", ".join(presets())
    return f"Known are {names}; or give a directory, a .gguf file, a server's address or ollama:TAG."
