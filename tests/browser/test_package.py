"""The panel's own unit specs, and what ties it to the Python package."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import smallcode_nb
from smallcode_nb.notebook.comm import protocol

ROOT = Path(__file__).resolve().parents[2]
PANEL = ROOT / "labextension"


def test_the_panels_unit_specs_pass():
    npm = shutil.which("npm")
    if npm is None or not (PANEL / "node_modules").is_dir():
        pytest.skip("the panel's tools are not installed (make panel)")
    done = subprocess.run([npm, "test"], cwd=PANEL, capture_output=True, text=True, timeout=600)  # noqa: S603
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


def test_both_sides_have_one_version():
    package = json.loads((PANEL / "package.json").read_text())
    assert package["version"] == smallcode_nb.__version__
    told = (PANEL / "src" / "protocol" / "version.ts").read_text()
    assert f"TARGET = '{protocol.TARGET}'" in told
    assert f"VERSION = {protocol.VERSION};" in told


def test_the_lock_file_names_no_registry():
    lock = json.loads((PANEL / "package-lock.json").read_text())
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry and not entry.get("link")] == []
