import json

import pytest

from smallcode_nb.retrieval.fragments import FragmentKind, SkipReason
from smallcode_nb.retrieval.notebooks import read_notebook


def read(cells, **more):
    return read_notebook(json.dumps({"nbformat": 4, "metadata": {}, "cells": cells, **more}), "n.ipynb")


def code(source, **more):
    return {"cell_type": "code", "source": source, **more}


def markdown(source):
    return {"cell_type": "markdown", "source": source}


def test_a_cell_knows_the_headings_above_it():
    found = read(
        [
            markdown("# Orders"),
            markdown("## Revenue\nby month"),
            code("total = orders.sum()"),
            markdown("# Other"),
            code("x=1"),
        ]
    )
    cells = [f for f in found.fragments if f.kind is FragmentKind.CELL]
    assert [c.title for c in cells] == ["Orders › Revenue", "Other"]
    assert cells[0].defines == ("total",)
    assert set(cells[0].uses) == {"orders", "sum"}


def test_outputs_leave_their_shape_and_nothing_else():
    frame = {"output_type": "execute_result", "data": {"text/plain": ["secret value 17\n", "[891 rows x 12 columns]"]}}
    figure = {"output_type": "display_data", "data": {"image/png": "A" * 5000, "text/plain": "<Figure>"}}
    error = {"output_type": "error", "ename": "KeyError", "evalue": "'x'", "traceback": ["..."]}
    (one,) = read([code("df", outputs=[frame, figure, error])]).fragments
    assert one.outputs == "table 891 × 12, figure, error KeyError"
    assert "17" not in repr(one)


def test_format_3_notebooks_with_worksheets_and_heading_cells_are_read():
    sheet = {
        "cells": [
            {"cell_type": "heading", "level": 2, "source": "Setup"},
            {"cell_type": "code", "input": ["a = 1\n", "b = 2"], "language": "python"},
        ]
    }
    found = read_notebook(json.dumps({"nbformat": 3, "metadata": {}, "worksheets": [sheet]}), "old.ipynb")
    assert [(f.kind, f.text, f.title) for f in found.fragments][1] == (FragmentKind.CELL, "a = 1\nb = 2", "Setup")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"cells": []}',
        "[]",
        '{"nbformat": 4}',
        '{"nbformat": 4, "cells": {}}',
        '{"nbformat": 4, "cells": ["x"]}',
        "[" * 100_000,
    ],
)
def test_a_broken_notebook_is_reported_and_skipped(text):
    found = read_notebook(text, "broken.ipynb")
    assert found.fragments == ()
    assert [(s.place, s.reason) for s in found.skipped] == [("broken.ipynb", SkipReason.INVALID)]


def test_odd_cells_do_not_hide_their_neighbours():
    cells = [
        {"cell_type": "code"},
        {"cell_type": 7, "source": 8},
        {"source": None},
        code(["a = ", 5, "1"]),
        code("b = 2", outputs="x", id=9),
    ]
    assert [f.text for f in read(cells).fragments] == ["a = 1", "b = 2"]


def test_a_cell_with_a_key_stays_out_and_the_report_does_not_quote_it():
    key = "AKIA" + "ABCDEFGHIJKLMNOP"
    found = read([code(f"client = connect('{key}')", id="k"), code("ok = 1")])
    assert [f.text for f in found.fragments] == ["ok = 1"]
    assert [(s.place, s.reason) for s in found.skipped] == [("n.ipynb#k", SkipReason.SECRET)]
    assert key not in repr(found.skipped)


def test_an_r_notebook_is_indexed_as_text():
    (one,) = read([code("x <- c(1, 2)")], metadata={"kernelspec": {"language": "R"}}).fragments
    assert (one.text, one.defines) == ("x <- c(1, 2)", ())


def test_every_real_notebook_is_read(real_notebooks):
    found = {p: read_notebook(p.read_text("utf-8"), p.name) for p in real_notebooks.rglob("*.ipynb")}
    assert len(found) == 179
    assert not [s for e in found.values() for s in e.skipped if s.reason is SkipReason.INVALID]
    fragments = [f for e in found.values() for f in e.fragments]
    assert len(fragments) > 3000
    assert max(len(f.text) for f in fragments) <= 12_000
