"""The panel's own unit specs, and what ties it to the Python package."""

import json

import smallcode_nb
from smallcode_nb.notebook.comm import protocol

from .conftest import PANEL, in_panel


def test_the_panels_unit_specs_pass():
    in_panel("npm", "test")


def test_both_sides_have_one_version():
    package = json.loads((PANEL / "package.json").read_text())
    assert package["version"] == smallcode_nb.__version__
    told = (PANEL / "src" / "protocol" / "version.ts").read_text()
    assert f"TARGET = '{protocol.TARGET}'" in told
    assert f"VERSION = {protocol.VERSION};" in told


def test_the_lock_file_names_no_registry():
    lock = json.loads((PANEL / "package-lock.json").read_text())
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry and not entry.get("link")] == []
