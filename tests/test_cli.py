"""The command line: help with examples, errors with remedies, and a notebook executed as a person would."""

import json
from pathlib import Path

import nbformat
import pytest

from smallcode_nb.cli import main
from smallcode_nb.commands import NAMES, find

SUPPORT = Path(__file__).parent / "notebook"
LOAD = f"""
import sys
sys.path.insert(0, {str(SUPPORT)!r})
from support import scripted
from smallcode_nb.notebook.extension import load
load(get_ipython(), scripted("print('ran in the next cell')"))
"""
BROKEN = 'load(get_ipython(), scripted("broken = 1"))'


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent), prepend=":")

    def write(*cells):
        document = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (LOAD, *cells)])
        path = tmp_path / "notebook.ipynb"
        nbformat.write(document, path)
        return str(path)

    return write


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_with_an_example(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert find(name).EXAMPLE in capsys.readouterr().out


def test_a_misspelt_command_names_the_nearest(capsys):
    assert main(["benhc"]) == 2
    assert capsys.readouterr().err == "smallcode-nb: There is no command benhc.\nDid you mean bench?\n"


@pytest.mark.parametrize("argv", [[], ["bench", "lod"], ["run"], ["run", "a.ipynb", "--tiemout", "3"]])
def test_a_wrong_call_is_two_lines_and_no_traceback(argv, capsys):
    assert main(argv) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 2
    assert "--help" in lines[1]


def test_a_notebook_that_is_not_there_is_said_so(capsys):
    assert main(["run", "no.ipynb"]) == 2
    assert "There is no file no.ipynb." in capsys.readouterr().err


def test_run_prints_each_request_with_code_evidence_and_the_output_of_the_handed_over_cell(notebook, tmp_path, capsys):
    saved = tmp_path / "executed.ipynb"
    assert main(["run", notebook("%%smallcode --n 1 say it"), "--save", str(saved)]) == 0
    out = capsys.readouterr().out
    assert "[1] %%smallcode --n 1 say it" in out
    assert "# smallcode: say it" in out
    assert "scripted" in out
    assert "output:\n    ran in the next cell" in out
    sources = [cell.source for cell in nbformat.read(saved, as_version=4).cells]
    assert len(sources) == 3
    assert sources[2].endswith("print('ran in the next cell')")


def test_running_an_executed_notebook_again_adds_no_cells(notebook, tmp_path, capsys):
    saved = tmp_path / "executed.ipynb"
    main(["run", notebook("%%smallcode --n 1 say it"), "--save", str(saved)])
    again = tmp_path / "again.ipynb"
    assert main(["run", str(saved), "--save", str(again)]) == 0
    assert len(nbformat.read(again, as_version=4).cells) == 3


def test_a_request_without_a_running_candidate_is_a_failure(notebook, capsys):
    path = notebook(BROKEN, "%%smallcode --n 1 say it", "%smallcode status")
    assert main(["run", path]) == 1
    assert "0 of 1 requests answered" in capsys.readouterr().out


def test_a_cell_that_fails_is_a_failure_and_is_quoted(notebook, capsys):
    assert main(["run", notebook("1 / 0")]) == 1
    out = capsys.readouterr().out
    assert "ZeroDivisionError" in out
    assert "1 / 0" in out


def test_models_lists_the_presets(capsys):
    assert main(["models", "--json"]) == 0
    assert "smallcode-tiny" in json.loads(capsys.readouterr().out.splitlines()[-1])


def test_bench_load_ends_with_one_json_object(capsys):
    assert main(["bench", "load", "--repeat", "1", "--json"]) == 0
    measured = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert measured["heavy_modules"] == []
    assert measured["load_ext_ms"] > 0


def test_doctor_says_what_works_and_at_most_one_thing_to_do(capsys):
    assert main(["doctor", "--json"]) in (0, 1)
    lines = capsys.readouterr().out.splitlines()
    assert {"Python", "GPU", "backends", "sandbox"} <= {f["name"] for f in json.loads(lines[-1])["findings"]}
    assert len(lines) < 25


def test_a_step_of_the_embedded_models_making_has_its_own_help(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["tiny", "corpus", "--help"])
    assert ended.value.code == 0
    assert "--schemas" in capsys.readouterr().out
