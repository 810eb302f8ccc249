from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.novelty import containment, source
from smallcode_nb.agent.types import Snippet

SNIPPET = """
late = trips[trips["delay"] > 15].groupby("carrier")["delay"].mean().sort_values(ascending=False)
fig, ax = plt.subplots(figsize=(8, 4))
late.head(10).plot.barh(ax=ax, color="steelblue")
ax.set_title("Late trips")
"""
RENAMED = SNIPPET.replace("trips", "flights").replace("late", "top").replace("15", "99").replace("delay", "n")
OWN = """
joined = orders.merge(customers, on="id", how="left")
joined["total"] = joined["price"] * joined["quantity"]
summary = joined.pivot_table(index="country", columns="year", values="total", aggfunc="sum")
summary.round(2)
"""


def test_a_copy_with_other_names_and_numbers_is_found():
    assert source(RENAMED, [Snippet(OWN, "other.ipynb"), Snippet(SNIPPET, "old.ipynb")]).path == "old.ipynb"


def test_code_of_its_own_is_not_a_copy():
    assert source(OWN, [Snippet(SNIPPET, "old.ipynb")]) is None


def test_a_short_idiom_is_never_a_copy():
    assert source('df.groupby("a")["b"].mean()', [Snippet('df.groupby("a")["b"].mean()', "old.ipynb")]) is None


def test_without_snippets_nothing_is_copied():
    assert source(SNIPPET, ()) is None


@given(st.text(max_size=100), st.text(max_size=100))
def test_containment_is_a_share(code, snippet):
    assert 0 <= containment(code, snippet) <= 1


def test_all_of_a_text_is_contained_in_itself():
    assert containment(SNIPPET, SNIPPET) == 1
