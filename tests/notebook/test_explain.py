"""Plain words for code, read off its syntax."""

import pytest

from smallcode_nb.notebook.explain import explain


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("total = 3", "Sets total to 3."),
        (
            "r = df.groupby('city')['price'].mean().sort_values(ascending=False)",
            "Sets r to df, grouped by city, column price, the mean, sorted (highest first).",
        ),
        ("df[df['a'] > 3]", "Shows df, only rows where df['a'] > 3."),
        ("df['t'] = df['a'] * 2", "Sets column t of df to df['a'] * 2."),
        ("plt.bar(x, y)\nplt.show()", "Draws a bar chart of x and y.\nShows the figure."),
        ("def f(a):\n    return a + 1", "Defines the function f, which takes a and returns a + 1."),
        ("import numpy as np", "Imports np."),
        ("for x in xs:\n    print(x)", "For each x in xs: calls print on x."),
        ("df.frobnicate()", "Shows df, then frobnicate."),
    ],
)
def test_code_is_described_by_what_it_does(code, words):
    assert explain(code) == words


def test_what_is_not_python_is_not_described():
    assert explain("x[") == ""
