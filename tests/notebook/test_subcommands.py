"""`%smallcode …`: looking at what happened and how the next request would be worked on."""

import pytest
from support import scripted

from smallcode_nb.notebook.extension import load
from smallcode_nb.notebook.subcommands import NAMES, find


@pytest.fixture
def asked(shell):
    """A session that has answered one request."""
    load(shell, scripted("total = 1", "broken = 2"))
    shell.run_cell("%smallcode --n 2 total price")
    shell.published.clear()
    shell.handed.clear()
    return shell


@pytest.mark.parametrize("name", NAMES)
def test_every_subcommand_says_what_it_shows(name):
    assert find(name).HELP


def test_a_request_on_one_line_is_answered(shell):
    load(shell, scripted("total = 1"))
    shell.run_cell("%smallcode total price")
    assert shell.handed[0][0].endswith("total = 1")


@pytest.mark.parametrize("line", ["status of all orders", "model prices by city", "why is the mean low"])
def test_a_request_may_begin_with_the_name_of_a_subcommand(shell, line):
    session = load(shell, scripted("total = 1"))
    shell.run_cell(f"%smallcode {line}")
    assert session.last.request.text == line


def test_a_misspelt_subcommand_is_pointed_out(shell):
    load(shell, scripted("total = 1"))
    shell.run_cell("%smallcode staus")
    assert shell.text == "smallcode: %smallcode has no subcommand staus.\nDid you mean status?"


def test_nothing_but_the_magic_shows_the_help(shell):
    load(shell)
    shell.run_cell("%smallcode")
    assert "--max-seconds" in shell.text
    assert "%smallcode why" in shell.text


def test_why_shows_every_candidate_and_the_reason_it_lost(asked):
    asked.run_cell("%smallcode why")
    assert "total = 1" in asked.text
    assert "broken = 2" in asked.text
    assert "chosen (" in asked.text
    assert "KeyError: 'pirce' (line 1)" in asked.text


def test_why_with_a_number_shows_all_about_that_candidate(asked):
    asked.run_cell("%smallcode why 2")
    assert "Candidate 2: KeyError" in asked.text
    assert "broken['pirce']" in asked.text


def test_why_with_a_number_that_is_not_there_says_which_are(asked):
    asked.run_cell("%smallcode why 99")
    assert "has no candidate 99" in asked.text


@pytest.mark.parametrize("name", ["why", "last"])
def test_before_the_first_request_there_is_nothing_to_look_back_at(shell, name):
    load(shell)
    shell.run_cell(f"%smallcode {name}")
    assert "There was no request yet." in shell.text


def test_last_shows_the_code_again(asked):
    asked.run_cell("%smallcode last")
    assert "total price" in asked.text
    assert "    total = 1" in asked.text
    assert asked.handed == []


def test_status_names_the_model_and_the_last_request(asked):
    asked.run_cell("%smallcode status")
    assert "smallcode-tiny (loaded)" in asked.text
    assert "total price" in asked.text


def test_model_lists_what_there_is_and_switches(shell):
    session = load(shell)
    shell.run_cell("%smallcode model")
    assert "smallcode-tiny" in shell.text
    shell.run_cell("%smallcode model qwen2.5-coder-1.5b-instruct")
    assert session.settings.model == "qwen2.5-coder-1.5b-instruct"


def test_an_unknown_model_changes_nothing(shell):
    session = load(shell)
    shell.run_cell("%smallcode model smallcode-tinny")
    assert "smallcode-tiny" in shell.text
    assert session.settings.model == "smallcode-tiny"


def test_config_shows_each_knob_and_marks_what_was_changed(shell):
    session = load(shell)
    session.settings.n = 3
    shell.run_cell("%smallcode config")
    assert "3 (changed)" in shell.text
    assert all(name in shell.text for name in session.settings.trait_names(config=True))


def test_config_of_an_unknown_knob_names_the_nearest(shell):
    load(shell)
    shell.run_cell("%smallcode config max_second")
    assert "Did you mean max_seconds?" in shell.text


def test_privacy_says_that_nothing_left_the_machine_with_a_local_model(asked):
    asked.run_cell("%smallcode privacy")
    assert "No request left this machine" in asked.text
    assert "this machine" in asked.text.splitlines()[-1]


def test_privacy_names_the_address_of_a_server_elsewhere(shell):
    session = load(shell, scripted("total = 1", backend="openai"))
    shell.run_cell("%smallcode --n 1 --model https://models.example.org#big total price")
    shell.published.clear()
    shell.run_cell("%smallcode privacy")
    assert session.last.chosen is not None
    assert "Prompts went to https://models.example.org, as you asked" in shell.text


def test_subcommands_hand_nothing_over(asked, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SMALLCODE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "run"))
    try:
        for name in NAMES:
            asked.run_cell(f"%smallcode {name}")
        assert asked.handed == []
    finally:
        asked.run_cell("%smallcode engine stop")
