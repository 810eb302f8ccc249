"""What a result was measured with: versions, machine, model, settings, date.

Two results may be put into one file only when everything but the date and the load agree. Knows no results.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ..agent.types import LoopSettings, ModelCard

__all__ = ["Provenance", "provenance"]

_LIBRARIES = ("numpy", "pandas", "matplotlib", "openvino-genai", "transformers", "torch", "exllamav2")


@dataclass(frozen=True, slots=True)
class Provenance:
    """All of it as text, so that it survives JSON unchanged."""

    tasks: str
    tasks_sha256: str
    model: str
    parameters_b: float
    backend: str
    weights_sha256: str
    settings: str
    package: str
    commit: str
    python: str
    system: str
    processor: str
    cores: int
    libraries: str
    date: str
    price_per_hour: float = 0.0
    #: every arm chose among the same draws and runs, and nothing was timed
    paired: bool = False

    def fingerprint(self) -> str:
        """Equal for results that may stand in one file."""
        same = (self.tasks_sha256, self.model, self.weights_sha256, self.settings, self.package, self.paired)
        return hashlib.sha256(json.dumps(same).encode()).hexdigest()[:16]


def provenance(
    tasks: str,
    task_texts: str,
    card: ModelCard,
    settings: LoopSettings,
    price_per_hour: float = 0.0,
    *,
    paired: bool = False,
) -> Provenance:
    """Everything that can be found out here and now."""
    found = {name: _version(name) for name in _LIBRARIES}
    return Provenance(
        tasks=tasks,
        tasks_sha256=hashlib.sha256(task_texts.encode()).hexdigest(),
        model=card.name,
        parameters_b=card.parameters,
        backend=card.backend,
        weights_sha256=card.weights_sha256,
        settings=json.dumps(asdict(settings), sort_keys=True),
        package=_version("smallcode-nb"),
        commit=_commit(),
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        libraries=", ".join(f"{name} {found[name]}" for name in _LIBRARIES if found[name]),
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        price_per_hour=price_per_hour,
        paired=paired,
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _commit() -> str:
    """The commit of a checkout, "" for an installed package."""
    here = Path(__file__).parent
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty"],  # noqa: S607
            cwd=here, capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
