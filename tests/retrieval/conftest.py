"""Projects and fragments to index; the real notebooks where the data folder is named."""

import importlib.util
import json
import os
import tarfile
import uuid
from pathlib import Path

import pytest

from smallcode_nb.retrieval.fragments import Fragment, FragmentKind


def needs(*modules: str):
    """Skip with the reason where an extra is not installed."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs the retrieval extra: {', '.join(missing)} not installed")


SERVER = os.environ.get("SMALLCODE_QDRANT", "")
_CLIENT = needs("haystack_integrations", "qdrant_client")
QDRANT = (
    pytest.param("qdrant", marks=_CLIENT),
    pytest.param(
        "server", marks=[_CLIENT, pytest.mark.skipif(not SERVER, reason="SMALLCODE_QDRANT names no Qdrant server")]
    ),
)


def own_name() -> str:
    """A name no other test has: collections of a server are named after it."""
    return f"index-{uuid.uuid4().hex[:12]}"


def qdrant_place(kind: str, tmp_path: Path) -> str:
    """A folder, or the server."""
    return SERVER if kind == "server" else f"path:{tmp_path / 'qdrant'}"


def forget_collection(kind: str, name: str) -> None:
    """Leave nothing on a server."""
    if kind == "server":
        from qdrant_client import QdrantClient

        client = QdrantClient(url=SERVER, api_key=os.environ.get("QDRANT_API_KEY"))
        client.delete_collection(f"smallcode-{name}")
        client.close()


@pytest.fixture
def root(tmp_path):
    """A small project: two notebooks' worth of cells, a module, prose."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    (folder / "helpers.py").write_text(
        '"""Helpers of the lab."""\n\nimport math\n\n\n'
        "def sigmoid_scale(values, midpoint=0.0):\n"
        '    """Squash readings into 0..1 with a logistic curve."""\n'
        "    return [1 / (1 + math.exp(midpoint - value)) for value in values]\n\n\n"
        "def parse_station_code(code):\n"
        '    """Split a weather station code such as \'DE-0042\' into country and number."""\n'
        "    country, number = code.split('-')\n"
        "    return country, int(number)\n"
    )
    notebook(
        folder / "sales.ipynb", [("markdown", "# Sales\n## Revenue"), ("code", REVENUE), ("code", "%time df.plot()")]
    )
    (folder / "README.md").write_text("# Lab\n\nHow readings are cleaned before the model sees them.\n")
    return folder


REVENUE = "revenue = orders.groupby('region')['amount'].sum()\nrevenue.sort_values(ascending=False)"


def notebook(path: Path, cells: list[tuple[str, str]], **more) -> Path:
    """Write a format 4.5 notebook."""
    made = [
        {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": text}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for number, (kind, text) in enumerate(cells)
    ]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **more}))
    return path


@pytest.fixture
def cell():
    """Make a fragment of a code cell."""
    return lambda text, path="a.ipynb", **more: Fragment(FragmentKind.CELL, path, text, **more)


@pytest.fixture(scope="session")
def data() -> Path:
    """The public data sets."""
    folder = os.environ.get("SMALLCODE_DATA", "")
    if not folder or not (Path(folder) / "notebooks.tar.gz").exists():
        pytest.skip("SMALLCODE_DATA does not name the folder of the public data sets")
    return Path(folder)


@pytest.fixture(scope="session")
def real_notebooks(data, tmp_path_factory) -> Path:
    """179 notebooks people wrote."""
    folder = tmp_path_factory.mktemp("notebooks")
    with tarfile.open(data / "notebooks.tar.gz") as tar:
        tar.extractall(folder, filter="data")
    return folder
