"""What can be chosen about forked kernels."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from .sandbox.rlimits import default_limits
from .sandbox.tiers import Tier, strongest
from .zygote.protocol import Limits

DEFAULT_MODULES = ("numpy", "pandas", "matplotlib.pyplot")
_CORES = max(2, os.cpu_count() or 2)


@dataclass(frozen=True, slots=True)
class Settings:
    """How many kernels, how confined, over how much data, with which libraries at hand."""

    modules: tuple[str, ...] = DEFAULT_MODULES
    #: whether the zygote also imports what the notebook uses, where that is safe
    preload: bool = True
    #: by default the strongest that this machine offers; raises SandboxUnavailable where there is none
    tier: Tier = field(default_factory=strongest)
    limits: Limits = field(default_factory=default_limits)
    #: folder whose data files kernels may read; None for the current one when a snapshot is taken
    project: Path | None = None
    #: kernels started ahead of need
    ahead: int = _CORES
    #: kernels that may exist at once, handed out or ahead of need; who wants more waits
    most: int = 4 * _CORES
    max_snapshot_bytes: int = 4 << 30
    start_deadline_s: float = 60.0
