"""Loading into a shell, and leaving no trace of it."""

from support import scripted

from smallcode_nb import load_ipython_extension, unload_ipython_extension
from smallcode_nb.notebook.extension import load


def test_loading_brings_both_magics_and_the_settings(shell):
    load_ipython_extension(shell)
    assert shell.find_line_magic("smallcode") is not None
    assert shell.find_cell_magic("smallcode") is not None
    assert "SmallCode" in {type(one).__name__ for one in shell.configurables}


def test_unloading_leaves_the_shell_as_it_was(shell):
    def state():
        return (
            list(shell.configurables),
            list(shell.input_transformers_cleanup),
            list(shell.Completer.custom_matchers),
            {kind: sorted(names) for kind, names in shell.magics_manager.magics.items()},
        )

    before = state()
    load_ipython_extension(shell)
    assert state() != before
    unload_ipython_extension(shell)
    assert state() == before


def test_loading_twice_registers_everything_once(shell):
    load(shell)
    load(shell)
    assert [type(one).__name__ for one in shell.configurables].count("SmallCode") == 1
    assert len(shell.Completer.custom_matchers) == 1


def test_a_request_on_one_line_needs_no_body(shell):
    load(shell, scripted("total = 3"))
    assert shell.run_cell("%%smallcode total of everything").success


def test_other_cell_magics_without_a_body_are_still_refused(shell):
    load(shell, scripted("total = 3"))
    assert shell.transform_cell("%%time\n") == "get_ipython().run_cell_magic('time', '', '')\n"


def test_settings_can_be_read_and_changed_with_the_config_magic(shell, capsys):
    session = load(shell, scripted("total = 3"))
    shell.run_cell("%config SmallCode.n = 3")
    shell.run_cell("%config SmallCode")
    assert session.settings.n == 3
    assert "Candidates drawn in the first batch" in capsys.readouterr().out


def test_settings_of_a_configuration_file_are_taken(shell):
    shell.config.SmallCode.n = 5
    assert load(shell).settings.n == 5
