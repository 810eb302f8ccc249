"""A first look at many unit vectors through fewer numbers, so that most of them need not be read whole.

The numbers are coordinates along the principal directions of a sample (Pearson, 1901), not centred, because inner
products are what is compared. Knows arrays; knows nothing about keys or texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

DIRECTIONS = 96


class Coarse:
    """Rows 0, 1, 2, … in the order they were added; `sample` is [some, width] float32."""

    def __init__(self, sample: Floats) -> None:
        import numpy as np

        # eigenvalues come in rising order
        self._directions: Floats = np.linalg.eigh(sample.T @ sample)[1][:, -DIRECTIONS:].astype(np.float32)
        self._rows: Any = np.zeros((0, self._directions.shape[1]), np.float32)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, vectors: Floats) -> None:
        """Append rows."""
        import numpy as np

        self._rows = np.concatenate([self._rows, vectors @ self._directions])

    def nearest(self, vector: Floats, most: int) -> Any:
        """Numbers of `most` rows among which the nearest to the vector are, in no order."""
        import numpy as np

        near = self._rows @ (vector @ self._directions)
        return np.argpartition(-near, most)[:most] if most < len(near) else np.arange(len(near))
