"""What a remote kernel needs of this package, as zip files that Python imports from.

Knows which modules run inside a kernel; nothing about how they get there.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]
#: the folders and modules below `smallcode_nb` that are sent; package files are sent empty
_INSIDE = ("kernels/inside", "kernels/names.py", "kernels/dialogue.py")
KIT, SPARE = "kit.zip", "spare.zip"


def kit() -> bytes:
    """The modules that note what a candidate did, and no others."""
    files = {"smallcode_nb/__init__.py": b"", "smallcode_nb/kernels/__init__.py": b""}
    for part in _INSIDE:
        for path in _modules(_PACKAGE / part):
            files[f"smallcode_nb/{path.relative_to(_PACKAGE).as_posix()}"] = path.read_bytes()
    return _zipped(files)


def spare() -> bytes:
    """cloudpickle, for a remote environment that has none."""
    import cloudpickle

    root = Path(cloudpickle.__file__).parent
    return _zipped({f"cloudpickle/{path.name}": path.read_bytes() for path in _modules(root)})


def _modules(path: Path) -> Iterable[Path]:
    return sorted(path.glob("*.py")) if path.is_dir() else [path]


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
