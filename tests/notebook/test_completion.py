"""Tab completion as IPython asks for it."""

import pytest
from IPython.core.completer import provisionalcompleter

from smallcode_nb.notebook.extension import load


class Frame:
    columns = ("price", "Unit Price")


Frame.__module__ = "pandas"


@pytest.fixture
def complete(shell):
    load(shell)
    shell.user_ns.update(sales=Frame(), salary=1, _hidden=2)

    def ask(text):
        with provisionalcompleter():
            return [c.text for c in shell.Completer.completions(text, len(text))]

    return ask


def test_flags_are_completed(complete):
    assert complete("%%smallcode --in") == ["--insert"]
    assert "--max-seconds" in complete("%%smallcode --")


def test_the_values_of_a_flag_are_completed(complete):
    assert complete("%%smallcode --insert n") == ["next", "none"]
    assert complete("%%smallcode --model smallcode-t") == ["smallcode-tiny"]


def test_subcommands_are_completed_after_the_line_magic(complete):
    assert complete("%smallcode st") == ["status"]


def test_variables_and_columns_are_completed_in_the_request(complete):
    assert complete("%%smallcode mean of sal") == ["salary", "sales"]
    assert complete("%%smallcode mean pri") == ["price"]
    assert complete("%%smallcode mean\nof sal") == ["salary", "sales"]


def test_hidden_names_are_not_offered(complete):
    assert "_hidden" not in complete("%%smallcode _hid")


def test_other_cells_are_left_to_ipython(complete):
    assert "salary" in complete("sala")
    assert "%smallcode" in complete("%smallc")
