"""What an engine may be told when it starts.

Knows nothing about processes or HTTP.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Limits of one engine; a sample is one candidate that is being drawn."""

    idle_s: float = 1800.0  #: seconds without a request after which it ends; 0 is never
    samples: int = 64  #: drawn at once for everybody together
    samples_per_user: int = 64  #: drawn at once for one user
    waiting: int = 64  #: requests that may wait
    waiting_per_user: int = 16
    models: int = 1  #: kept open at once

    def words(self) -> list[str]:
        """These options as the command line of an engine."""
        return [f"--{field.name.replace('_', '-')}={getattr(self, field.name)}" for field in fields(self)]


def limits_in(words: Sequence[str]) -> EngineOptions:
    """What `words` wrote, read again."""
    given = dict(word.removeprefix("--").split("=", 1) for word in words if word.startswith("--") and "=" in word)
    known = {field.name: field.type for field in fields(EngineOptions)}
    read = {name.replace("-", "_"): value for name, value in given.items()}
    values = {
        name: float(read[name]) if "float" in str(kind) else int(read[name])
        for name, kind in known.items()
        if name in read
    }
    return EngineOptions(**values)  # type: ignore[arg-type]  # each value was made of its field's type
