import json

import matplotlib
import numpy as np
import pandas as pd
import pytest

from smallcode_nb.kernels.inside.portrait import portrait

matplotlib.use("agg")
from matplotlib.figure import Figure


@pytest.fixture
def ax():
    return Figure().subplots()


def drawn(ax):
    return json.loads(portrait(ax)["data"])["axes"][0]


@pytest.mark.parametrize(
    ("draw", "kind"),
    [
        (lambda ax: ax.bar(["a", "b"], [1, 2]), "bar"),
        (lambda ax: ax.barh(["a", "b"], [1, 2]), "bar"),
        (lambda ax: ax.hist([1, 2, 2, 3]), "hist"),
        (lambda ax: ax.plot([1, 2]), "line"),
        (lambda ax: ax.scatter([1, 2], [3, 4]), "scatter"),
        (lambda ax: ax.boxplot([1, 2, 3]), "box"),
        (lambda ax: ax.boxplot([[1, 2, 3], [2, 3, 9]], patch_artist=True), "box"),
        (lambda ax: ax.pie([1, 3], labels=["a", "b"]), "pie"),
        (lambda ax: ax.imshow(np.eye(3)), "image"),
        (lambda ax: pd.DataFrame({"v": [1, 2, 5]}).boxplot(ax=ax), "box"),
        (lambda ax: pd.Series([1, 2, 5]).plot.hist(ax=ax), "hist"),
        (lambda ax: None, "other"),
    ],
)
def test_the_kind_of_chart_is_recognised(ax, draw, kind):
    draw(ax)
    assert drawn(ax)["kind"] == kind


def test_titles_labels_and_ticks_are_told(ax):
    ax.bar(["a", "b"], [1, 2])
    ax.set(title="T", xlabel="X", ylabel="Y")
    found = drawn(ax)
    assert (found["title"], found["xlabel"], found["ylabel"], found["xticks"]) == ("T", "X", "Y", ["a", "b"])


def test_a_horizontal_bar_tells_the_same_values_as_a_vertical_one(ax):
    other = Figure().subplots()
    ax.bar(["a", "b"], [1, 2])
    other.barh(["a", "b"], [1, 2])
    assert drawn(ax)["series"] == drawn(other)["series"]
    assert drawn(ax)["xticks"] == drawn(other)["xticks"]


def test_dates_on_the_axis_are_dates(ax):
    ax.plot(pd.to_datetime(["2024-01-01", "2024-01-02"]), [1, 2])
    assert drawn(ax)["series"][0]["x"] == ["2024-01-01", "2024-01-02"]


def test_a_colour_bar_is_not_a_chart(ax):
    ax.figure.colorbar(ax.imshow(np.eye(2)))
    assert len(json.loads(portrait(ax.figure)["data"])["axes"]) == 1


def test_the_shares_of_a_pie_are_told(ax):
    ax.pie([1, 3], labels=["a", "b"])
    assert drawn(ax)["series"][0]["x"] == ["a", "b"]
    assert drawn(ax)["series"][0]["y"] == pytest.approx([0.25, 0.75], abs=1e-6)
