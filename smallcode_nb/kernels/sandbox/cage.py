"""Confines one process, in the order that makes it hold.

Built once per template, used by each fork: `enter` before any thread exists,
`lock` when the kernel has bound its sockets. Knows which layers a tier has.
"""

from __future__ import annotations

import os

from ..zygote.protocol import Confinement
from .rlimits import limit


class Cage:
    """The layers of one confinement; holds open descriptors of the granted paths."""

    def __init__(self, confinement: Confinement) -> None:
        self.confinement = confinement
        self.files: frozenset[int] = frozenset()

    def enter(self, directory: str) -> None:
        """Limits and files; `directory` is the one folder that may be written."""
        limit(self.confinement.limits)

    def lock(self) -> None:
        """System calls; for every thread of the process, for good."""
