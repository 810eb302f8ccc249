from smallcode_nb.engine.options import EngineOptions, limits_in


def test_options_come_through_a_command_line_unchanged():
    options = EngineOptions(idle_s=0.5, samples=3, waiting=7)
    assert limits_in(options.words()) == options
    assert limits_in([]) == EngineOptions()
