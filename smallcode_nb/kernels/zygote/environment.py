"""What a zygote inherits from the user's kernel: a few harmless variables, and settings that make forking safe.

Everything else in the environment may be a secret, so it is not passed on.
"""

from __future__ import annotations

from pathlib import Path

from .. import environment

_FORKABLE = {
    # a fork copies one thread only, so libraries must not have started others
    "ARROW_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # one arena, so that a limit on address space is about memory used
    "MALLOC_ARENA_MAX": "1",
    # joblib's worker processes could not be started
    "JOBLIB_MULTIPROCESSING": "0",
}


def forkable(root: Path) -> dict[str, str]:
    """The environment of a zygote whose folder is `root`."""
    return environment.scrubbed(root / "home", root) | _FORKABLE
