"""Running an example once."""

import pandas as pd

from smallcode_nb.models.tiny.corpus.execute import is_hollow, run


def test_the_last_expression_is_the_value() -> None:
    assert run("y = x * 2\ny + 1", {"x": 3}).value == 7


def test_an_error_is_kept_as_its_real_line() -> None:
    frame = pd.DataFrame({"price": [1]})
    assert run('df["prices"].sum()', {"df": frame}).error == "KeyError: 'prices'"
    assert run("len(xs", {"xs": []}).error == "SyntaxError: '(' was never closed"


def test_a_plot_counts_as_something_to_show_and_its_figure_is_closed() -> None:
    import matplotlib.pyplot as plt

    outcome = run('ax = df["price"].plot.hist()', {"df": pd.DataFrame({"price": [1, 2, 3]})})
    assert outcome.drew
    assert not is_hollow(outcome)
    assert plt.get_fignums() == []


def test_an_empty_or_all_missing_result_shows_nothing() -> None:
    frame = pd.DataFrame({"price": [1.0, 2.0]})
    assert is_hollow(run('df[df["price"] > 9]', {"df": frame}))
    assert is_hollow(run('df["price"].shift(5)', {"df": frame}))
    assert is_hollow(run("x = 1", {}))
    assert not is_hollow(run("0", {}))
