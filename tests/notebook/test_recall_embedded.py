"""The embedded model answers a request only because a function of the project was retrieved."""

import importlib.util
import sys

import pandas as pd
import pytest

from smallcode_nb.notebook.extension import load
from smallcode_nb.retrieval.api import RetrievalSettings, index_project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="confined kernels are for Linux"),
    pytest.mark.skipif(
        any(importlib.util.find_spec(name) is None for name in ("haystack", "pathspec")),
        reason="needs the retrieval extra",
    ),
]
HELPERS = '''"""Cleaning of the lab's tables."""

CODES = {"n": "North coast", "s": "South coast"}


def tidy_region(text):
    """Tidy the spelling."""
    return CODES[text.strip().lower()]


def regional_shares(frame):
    """Share of the whole amount per region."""
    return frame.groupby("region")["amount"].sum() / frame["amount"].sum()
'''
UNITS = '''"""Conversions."""


def to_fahrenheit(celsius):
    """Degrees Fahrenheit of degrees Celsius."""
    return celsius * 9 / 5 + 32


def wind_class(kmh: float) -> str:
    """Class of a wind speed."""
    return "gale" if kmh > 62 else "breeze"
'''


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    (folder / "cleaning.py").write_text(HELPERS)
    (folder / "units.py").write_text(UNITS)
    monkeypatch.setenv("SMALLCODE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    monkeypatch.chdir(folder)
    yield folder
    for module in ("cleaning", "units"):
        sys.modules.pop(module, None)


def ask(shell, request):
    session = load(shell)
    session.settings.embeddings, session.settings.recall_s = "none", 30.0
    session.settings.max_seconds = 900.0
    shell.user_ns["sales"] = pd.DataFrame({"region": [" N", "s "], "amount": [3.0, 1.0]})
    shell.user_ns["weather"] = pd.DataFrame({"station": ["Bergen", "Oslo"], "temp_c": [10.0, -5.0], "wind": [95, 12]})
    shell.run_cell(f"%%smallcode {request}")
    return session.last


ASKED = "apply tidy_region to region"


def test_the_embedded_model_imports_and_uses_the_function_that_was_retrieved(shell, project):
    index_project(project, settings=RetrievalSettings(runtime="none"))
    outcome = ask(shell, ASKED)
    assert outcome.chosen is not None
    assert "from cleaning import tidy_region" in outcome.chosen.candidate.code
    assert "North coast" in str(outcome.chosen.run)
    assert outcome.evidence.snippets == ("cleaning.py",)


@pytest.mark.parametrize(
    ("request_text", "imported", "shown"),
    [
        ("apply to_fahrenheit to temp_c", "from units import to_fahrenheit", "50.0"),
        ("convert temp_c to fahrenheit", "from units import to_fahrenheit", "50.0"),
        ("wind class of every wind", "from units import wind_class", "gale"),
        ("regional shares of sales", "from cleaning import regional_shares", "0.75"),
    ],
)
def test_of_two_files_the_right_one_is_imported_and_the_function_given_what_it_takes(
    shell, project, request_text, imported, shown
):
    index_project(project, settings=RetrievalSettings(runtime="none"))
    outcome = ask(shell, request_text)
    assert outcome.chosen is not None
    assert imported in outcome.chosen.candidate.code
    assert shown in str(outcome.chosen.run)


def test_without_an_index_it_cannot(shell, project):
    outcome = ask(shell, ASKED)
    assert outcome.chosen is None or "North coast" not in str(outcome.chosen.run)
