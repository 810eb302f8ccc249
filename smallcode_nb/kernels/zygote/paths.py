"""The import path of a kernel: the user's own, and what its folders hold while they can still be listed.

A confined kernel may read the files of the user's project but not list every folder they lie in. Python remembers
what a folder holds until the folder changes, so looking just before the confinement is enough. Imports nothing.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_NOWHERE = "smallcode_nb_no_such_module"


@contextmanager
def kept() -> Iterator[None]:
    """The path afterwards is the one before: IPython takes the current folder out when it is given another home."""
    before = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = before


def look() -> None:
    """List the folders of the import path that changed since they were listed last."""
    for entry in sys.path:
        importer = pkgutil.get_importer(entry)
        if importer is not None:
            importer.find_spec(_NOWHERE)
