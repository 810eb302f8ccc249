"""Confines one process, in the order that makes it hold.

Built once per template, used by each fork: `enter` before any thread exists,
`lock` when the kernel has bound its sockets. Knows which layers a tier has.
"""

from __future__ import annotations

import os

from ..zygote.protocol import Confinement
from . import capabilities, namespaces
from .files import Files
from .rlimits import limit
from .seccomp import Filter


class Cage:
    """The layers of one confinement."""

    def __init__(self, confinement: Confinement) -> None:
        self.confinement = confinement
        #: whether there are any
        self.confines = confinement.tier != "none"
        # inside bubblewrap, mounts can do what Landlock does where there is none
        self._mounts = confinement.tier == "bwrap" and not confinement.landlock
        self._files = Files(confinement) if self.confines and not self._mounts else None
        self._filter = Filter() if self.confines else None

    @property
    def files(self) -> frozenset[int]:
        """Descriptors that `enter` needs."""
        return self._files.descriptors if self._files else frozenset()

    def enter(self, directory: str) -> None:
        """Files, rights and limits; `directory` is the one folder that may be written."""
        if self._files:
            self._files.confine(directory)
        elif self._mounts:
            namespaces.shut_in(self.confinement.home, directory)
            os.chdir(os.getcwd())  # the folder of that name as it is mounted now
        if self.confines:
            capabilities.drop()
        limit(self.confinement.limits)  # last: what is above needs descriptors

    def lock(self) -> None:
        """System calls; for every thread of the process, for good."""
        if self._filter:
            self._filter.install()
