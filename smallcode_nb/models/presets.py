"""The models known by name, read from presets.toml.

Knows: that file's form. Does not know: where weights lie, how a library opens them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from smallcode_nb.agent.types import ModelCard, PromptStyle

from .memory import Memory, Shape, estimate_memory

EMBEDDED = "smallcode-tiny"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the weights can be had; "" where no such form is known."""

    safetensors: str = ""
    exl2: str = ""
    exl2_revision: str = ""
    gguf: str = ""
    gguf_file: str = ""
    ollama: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """How the loop treats a model."""

    n: int
    repair_rounds: int
    chain_of_thought: bool


@dataclass(frozen=True, slots=True)
class Preset:
    """A model known by name; `bits` are those of its usual quantisation."""

    name: str
    title: str
    style: PromptStyle
    architecture: str
    shape: Shape
    context: int
    bits: float
    template: str
    stop: tuple[str, ...]
    backends: tuple[str, ...]
    profile: Profile
    sources: Sources

    @property
    def parameters(self) -> float:
        """In billions."""
        return self.shape.parameters / 1e9

    def memory(self, prompt: int = 2048, n: int | None = None) -> Memory:
        """Estimated bytes for one request on a prompt of that many tokens."""
        return estimate_memory(
            self.shape, bits=self.bits, prompt=min(prompt, self.context), n=self.profile.n if n is None else n
        )

    def card(self, backend: str, *, context: int = 0, weights: str = "", logprobs: bool = False) -> ModelCard:
        """What the loop is told, once a backend has opened it."""
        return ModelCard(
            name=self.name,
            parameters=self.parameters,
            context=min(context or self.context, self.context),
            style=self.style,
            backend=backend,
            weights_sha256=weights,
            template=self.template,
            chain_of_thought=self.profile.chain_of_thought,
            repair_rounds=self.profile.repair_rounds,
            logprobs=logprobs,
        )


def repair_rounds(parameters: float) -> int:
    """Rounds worth trying for a model of that many billions of parameters."""
    return sum(parameters > bound for bound in (1.0, 5.0))


def presets() -> Mapping[str, Preset]:
    """Every preset by name, the embedded model first."""
    return {name: _preset(name, entry) for name, entry in _file()["models"].items()}


def fitting(free: int) -> tuple[str, ...]:
    """Names of the presets whose estimate fits into that many bytes, largest first."""
    fit = [preset for preset in presets().values() if preset.memory().total <= free]
    return tuple(preset.name for preset in sorted(fit, key=lambda preset: -preset.parameters))


def family_template(name: str) -> str:
    """Jinja source of a chat family, "" when there is none of that name."""
    source: str = _file()["templates"].get(name, "")
    return source


@cache
def _file() -> dict[str, Any]:
    text = (resources.files(__package__) / "presets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _preset(name: str, entry: Mapping[str, Any]) -> Preset:
    return Preset(
        name=name,
        title=entry["title"],
        style=PromptStyle(entry.get("style", "chat")),
        architecture=entry["architecture"],
        shape=Shape(**entry["shape"]),
        context=entry["context"],
        bits=entry["bits"],
        template=entry["template"],
        stop=tuple(entry["stop"]),
        backends=tuple(entry["backends"]),
        profile=Profile(**entry["profile"]),
        sources=Sources(**entry.get("sources", {})),
    )
