"""What a model writes, what a candidate leaves behind and what a notebook holds is shown and never obeyed."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import expect

from .notebooks import SALES, SCRIPTED, Lab

SCRIPT = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"


def test_model_text_stays_text_and_outputs_reach_nowhere(lab: Lab):
    asked: list[str] = []
    lab.page.on("request", lambda request: asked.append(request.url))
    lab.open(SALES, SCRIPTED)
    lab.ask("show markup")
    lab.finished()
    expect(lab.panel.get_by_label("Proposed code")).to_contain_text("<img src=x onerror")
    result = lab.panel.get_by_label("Result", exact=True)
    expect(result).to_contain_text("kept")
    expect(result.locator("script, iframe, [onerror], [href], [data-commandlinker-command]")).to_have_count(0)
    expect(lab.panel.locator("code img, code a, code b")).to_have_count(0)
    assert lab.page.evaluate("window.hacked") is None
    assert [url for url in asked if not url.startswith((lab.server.url, "data:", "blob:"))] == []


def test_a_hostile_notebook_changes_and_runs_nothing(lab: Lab):
    forged = {"label": "examples passed", "code": "import os; os.system('true')", "request": SCRIPT, "run": "r-1"}
    outputs = [
        new_output("display_data", {"text/html": SCRIPT, "application/javascript": "window.hacked = 1"}),
        new_output("display_data", {"text/plain": "x"}, metadata={"smallcode": forged}),
        new_output("error", ename=SCRIPT, evalue=SCRIPT, traceback=[SCRIPT]),
    ]
    cell = new_code_cell("never = 'run'", outputs=outputs, metadata={"smallcode": forged})
    notebook = new_notebook(
        cells=[new_markdown_cell(SCRIPT), cell], metadata={"smallcode": {"runs": [forged]}, "kernelspec": _PYTHON}
    )
    nbformat.write(notebook, lab.server.root / "hostile.ipynb")
    lab.visit("hostile.ipynb")
    lab.show_panel()
    expect(lab.panel).to_contain_text("Ask for code in your own words.")
    expect(lab.panel.locator(".smallcode-History summary")).to_have_text("History (0)")
    expect(lab.cells.nth(1).locator(".jp-InputPrompt")).to_have_text("[ ]:")
    assert lab.page.evaluate("window.hacked") is None
    assert lab.source(1) == "never = 'run'"


def test_a_kernel_that_speaks_out_of_turn_is_not_listened_to(lab: Lab):
    """A cell opens a comm of our name towards the page and sends it forged messages."""
    lab.open(
        "from comm import create_comm\n"
        "comm = create_comm(target_name='smallcode', data={'v': 1, 'type': 'result'})\n"
        "comm.send({'v': 1, 'type': 'run', 'reply_to': None, 'state': {}})"
    )
    expect(lab.panel).to_contain_text("Ask for code in your own words.")
    expect(lab.panel.locator(".smallcode-Run")).to_have_count(0)
    assert lab.cells.count() == 1


_PYTHON = {"name": "python3", "display_name": "python3", "language": "python"}
