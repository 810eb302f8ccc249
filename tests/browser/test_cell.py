"""A `%%smallcode` cell: its widget while it works, and what stays in the notebook."""

import re

import pytest
from playwright.sync_api import expect

from .notebooks import SALES, SCRIPTED, Lab


@pytest.mark.parametrize(("button", "cells"), [("Stop", 3), ("Accept", 4)])
def test_the_widget_of_a_cell_ends_the_search_and_leaves_static_output(lab: Lab, button: str, cells: int):
    name = lab.open(SALES, SCRIPTED, "%%smallcode\none of them", ran=2)
    lab.select(2)
    lab.page.keyboard.press("Control+Enter")
    cell = lab.cells.nth(2)
    cell.get_by_role("button", name=button).click()
    expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"))
    expect(lab.cells).to_have_count(cells)
    expect(cell.get_by_role("button", name="Stop")).to_have_count(0)
    if button == "Accept":
        assert "6 * 7" in lab.source(3)
    outputs = lab.saved(name).cells[2].outputs
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert {"text/html", "text/plain"} <= kinds
    assert "application/vnd.jupyter.widget-view+json" not in kinds
    assert "<script" not in str(outputs)
