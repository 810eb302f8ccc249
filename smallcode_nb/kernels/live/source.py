"""A KernelSource that forks the notebook's own process: no copy, whatever the variables are.

For namespaces that are too large or cannot be copied. Everything the process holds
can be read by a candidate, so this is never chosen automatically.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Mapping

from ...errors import SnapshotError
from ..forked import ForkedSource
from ..forked_settings import Settings
from ..nursery import Nursery
from ..sandbox.tiers import Tier
from ..snapshot.dump import Dump
from ..zygote.client import Template, Zygote
from .refusals import refusals
from .template import fork_here

_NOTE = "Live fork: the code could read everything this kernel's memory holds, keys included."
_REMEDY = 'Use copies instead: `%config SmallCode.kernels = "forked"`.'
_numbers = itertools.count()


class LiveSource(ForkedSource):
    """As `ForkedSource`, over this process as it is when a snapshot is asked for."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        if self._settings.tier is Tier.BWRAP:
            raise SnapshotError("A live fork cannot move into bubblewrap.", f"Choose the tier {Tier.LANDLOCK}.")

    async def snapshot(self, variables: Mapping[str, object]) -> Nursery:
        """Fork; `variables` are there anyway. Raises SnapshotError with every reason not to."""
        del variables
        reasons = refusals()
        if reasons:
            raise SnapshotError(f"This kernel cannot be forked live. {' '.join(reasons)}", _REMEDY)
        nothing = os.memfd_create("smallcode-live", os.MFD_CLOEXEC)
        dump = Dump(nothing, (_NOTE,), 0, f"live-{next(_numbers)}")
        return await self._opened(LiveNursery(dump, self._settings, self._keeper, self._launcher))

    async def forget(self, snapshot: Nursery) -> None:
        """Ends the fork as well: the notebook will have gone on."""
        snapshot.users -= 1
        if snapshot.users <= 0:
            await self._drop(snapshot)


class LiveNursery(Nursery):
    """Its template is a fork of this process."""

    async def _load(self, zygote: Zygote) -> Template:
        confinement = await self._keeper.confinement()
        # whoever buffers output would write it twice
        sys.stdout.flush()
        sys.stderr.flush()
        return await fork_here(zygote, confinement, self._keeper.root, self._settings.start_deadline_s)
