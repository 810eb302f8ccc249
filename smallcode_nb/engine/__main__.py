"""`python -m smallcode_nb.engine FOLDER READY_FD [OPTIONS]`: what `process` starts; leaves its parent and serves.

Knows: becoming a process of its own, telling the starter how it went. Does not know: anything about serving.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from ..errors import SmallCodeError
from .options import limits_in
from .place import Place


def main() -> None:
    """Fork away, so that the starter has no child to wait for, and run."""
    folder, ready, *words = sys.argv[1:]
    if os.fork():
        os._exit(0)
    pipe = int(ready)

    def tell(message: str) -> None:
        """Give the starter its answer, once; it may have gone."""
        with suppress(OSError):
            os.write(pipe, f"{message}\n".encode())
            os.close(pipe)

    # imported after the fork: it brings libraries that may start threads
    from .serve import run_engine

    try:
        run_engine(Place(Path(folder)), limits_in(words), tell)
    except SmallCodeError as error:
        tell(str(error))
        raise


if __name__ == "__main__":
    main()
