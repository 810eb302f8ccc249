"""A shelf on Qdrant, through Haystack's own document store: a local folder, a server, a cluster.

Knows Qdrant's points; the lexical side is a sparse vector per point, its inverse
document frequencies counted by Qdrant, so that one collection answers both questions
and a cluster shards both. Imports Haystack at the first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: usual weighted terms of a fragment; a sparse vector is made once, so the running mean is not to be had
_USUAL_LENGTH = 60.0
_REFERENCE = 2048
