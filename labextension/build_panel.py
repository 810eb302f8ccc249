"""Builds the panel while the package is built: hatch-jupyter-builder calls `build` before it packs a wheel.

Knows npm and where the built files go. An editable install on a machine without Node goes on without the
panel; a wheel never does.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from hatch_jupyter_builder import npm_builder
from hatch_jupyter_builder.utils import is_stale

SOURCE = Path(__file__).resolve().parent
BUILT = SOURCE.parent / "smallcode_nb" / "labextension"
INPUTS = ("package.json", "package-lock.json", "tsconfig.json", "schema", "src", "style")


def build(target_name: str, version: str) -> None:
    """Build what has changed; `version` is hatch's "standard" or "editable"."""
    if not any(is_stale(BUILT / "package.json", SOURCE / name) for name in INPUTS):
        return
    if shutil.which("npm") is None:
        if version != "editable":
            message = "the JupyterLab panel is built with npm: install Node 20 or newer, or install the published wheel"
            raise RuntimeError(message)
        BUILT.mkdir(exist_ok=True)
        return
    npm_builder(target_name, version, path=str(SOURCE), build_cmd="build", npm=["npm"])
    (BUILT / "package.json").touch()
