"""Ask, watch, compare, accept, undo: what most people do with the panel."""

import re

from playwright.sync_api import expect

from .notebooks import ANSWER, SALES, SCRIPTED, Lab


def test_a_request_is_answered_by_the_embedded_model_and_its_code_runs(lab: Lab):
    name = lab.open(SALES)
    lab.ask("mean price of @sales")
    lab.finished()
    expect(lab.panel.get_by_label("Evidence")).to_contain_text(re.compile("Agreed|Ran"))
    expect(lab.panel.get_by_label("Result", exact=True)).not_to_be_empty()
    lab.button("Insert below").click()
    expect(lab.cells).to_have_count(2)
    lab.page.keyboard.press("Control+Enter")
    expect(lab.cells.nth(1).locator(".jp-OutputArea-output")).to_contain_text("10.8")
    cell = lab.saved(name).cells[1]
    assert cell.metadata["smallcode"]["model"].startswith("smallcode-tiny")
    assert cell.execution_count == 2


def test_candidates_are_shown_while_they_are_drawn_and_stop_ends_them(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.ask("count slowly")
    lines = lab.panel.get_by_label("Candidates", exact=True).get_by_role("listitem")
    expect(lines).to_have_count(8)
    expect(lines.first).to_contain_text("drawing")
    expect(lab.panel.locator(".smallcode-Meter")).to_contain_text("tokens/s")
    lines.first.locator("summary").click()
    expect(lines.first.get_by_label("Code of candidate 1")).to_contain_text("total = 0")
    lab.button("Stop").click()
    lab.finished()
    expect(lab.button("Stop")).to_have_count(0)
    expect(lab.panel).to_contain_text("Stopped")


def test_stop_ends_a_candidate_that_runs_for_ever(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.ask("loop for ever")
    line = lab.panel.get_by_label("Candidates", exact=True).get_by_text("running").first
    expect(line).to_be_visible()
    lab.button("Stop").click()
    lab.finished()
    lab.run_cell(0)


def test_when_nothing_runs_the_panel_says_why(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.ask("nonsense")
    lab.finished()
    expect(lab.panel).to_contain_text(re.compile("None of the \\d+ candidates passed"))
    expect(lab.panel.locator(".smallcode-Reasons")).to_contain_text(re.compile("syntax error.* × \\d+"))
    expect(lab.button("Insert below")).to_have_count(0)


def test_another_candidate_can_be_looked_at_compared_and_taken(lab: Lab):
    lab.open(SALES, SCRIPTED, "old = 1")
    lab.ask("the answer")
    lab.finished()
    lab.panel.get_by_text(re.compile("All \\d candidates")).click()
    cards = lab.panel.get_by_role("article")
    expect(cards.first).to_contain_text("chosen")
    cards.locator("[aria-pressed=false]").first.click()
    expect(lab.panel).to_contain_text("the evidence is about the chosen one")
    lab.select(2)
    lab.button("Against active cell").click()
    diff = lab.panel.locator(".smallcode-Diff")
    expect(diff.locator(".smallcode-mod-removed")).to_contain_text("old = 1")
    expect(diff.locator(".smallcode-mod-added").last).to_contain_text(re.compile("42|40 \\+ 2|6 \\* 7"))


def test_replacing_a_cell_can_be_undone_in_the_panel_and_in_the_cell(lab: Lab):
    lab.open(SALES, SCRIPTED, "old = 1")
    lab.ask("the answer")
    lab.finished()
    lab.select(2)
    lab.button("Replace cell").click()
    expect(lab.button("Undo")).to_be_visible()
    assert "old" not in lab.source(2)
    lab.button("Undo").click()
    expect(lab.button("Replace cell")).to_be_visible()
    assert lab.source(2) == "old = 1"
    lab.button("Replace cell").click()
    expect(lab.button("Undo")).to_be_visible()
    lab.cells.nth(2).locator(".cm-content").click()
    lab.page.keyboard.press("Control+z")
    assert lab.source(2) == "old = 1"
    assert lab.cells.count() == 3


def test_an_edited_cell_is_not_undone_behind_its_writers_back(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.ask("the answer")
    lab.finished()
    lab.button("Insert below").click()
    expect(lab.cells).to_have_count(3)
    lab.edit(2)
    lab.page.keyboard.type("# mine\n")
    lab.button("Undo").click()
    expect(lab.panel.get_by_role("alert")).to_contain_text("edited since")
    assert "# mine" in "".join(lab.sources())


def test_a_result_can_be_rejected_and_asked_for_again_with_a_remark(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.ask("the answer")
    lab.finished()
    lab.button("Reject").click()
    expect(lab.panel.get_by_label("Proposal")).to_contain_text("rejected")
    lab.panel.get_by_label("Remark for asking again").fill("as a word")
    lab.button("Ask again").click()
    expect(lab.panel).to_contain_text("Asked again: as a word")
    lab.finished()
    expect(lab.panel.locator(".smallcode-History summary")).to_have_text("History (2)")
    assert lab.cells.count() == 2


def test_variables_and_files_complete_after_an_at_sign(lab: Lab):
    lab.open(SALES)
    (lab.server.root / "salaries.csv").write_text("name,pay\nAda,1\n")
    lab.ready()
    lab.box.press_sequentially("mean price of @sal")
    options = lab.panel.get_by_role("option")
    expect(options.filter(has_text="@sales").first).to_be_visible()
    expect(options.filter(has_text="salaries.csv")).to_be_visible()
    lab.box.press_sequentially("e")
    expect(options.filter(has_text="salaries.csv")).to_have_count(0)
    lab.box.press("Enter")
    expect(lab.box).to_have_value("mean price of @sales ")
    lab.box.press_sequentially("@")
    expect(options.first).to_be_visible()
    lab.box.press("Escape")
    expect(options).to_have_count(0)


def test_the_history_brings_back_a_request_and_its_result(lab: Lab):
    lab.open(SALES, SCRIPTED)
    for request in ("the answer", "mean price by city"):
        lab.ask(request)
        lab.finished()
    lab.box.press("ArrowUp")
    expect(lab.box).to_have_value("mean price by city")
    lab.box.press("ArrowUp")
    expect(lab.box).to_have_value("the answer")
    lab.box.press("ArrowDown")
    lab.box.press("ArrowDown")
    expect(lab.box).to_have_value("")
    lab.panel.locator(".smallcode-History summary").click()
    entries = lab.panel.locator(".smallcode-History-entry")
    entries.filter(has_text="the answer").click()
    expect(lab.panel.get_by_label("Request and result")).to_contain_text("the answer")
    expect(lab.panel.get_by_label("Proposed code")).to_contain_text(ANSWER)
    lab.panel.get_by_label("Forget “the answer”").click()
    expect(entries).to_have_count(1)
    dialog = lab.page.get_by_role("dialog")
    lab.button("Forget all").click()
    expect(dialog).to_contain_text("1 request and its code are removed from the history")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    expect(entries).to_have_count(1)
    lab.button("Forget all").click()
    dialog.get_by_role("button", name="Forget all").click()
    expect(lab.panel.locator(".smallcode-History summary")).to_have_text("History (0)")


def test_the_panel_answers_while_a_cell_runs(lab: Lab):
    lab.open(SALES, SCRIPTED, "import time\ntime.sleep(600)", ran=2)
    lab.ready()
    lab.select(2)
    lab.page.keyboard.press("Control+Enter")
    expect(lab.cells.nth(2).locator(".jp-InputPrompt")).to_have_text("[*]:")
    lab.box.press_sequentially("@sal")
    expect(lab.panel.get_by_role("option").first).to_contain_text("@sales")
    lab.box.press("Escape")
    lab.ask("count slowly")
    expect(lab.panel.get_by_label("Candidates", exact=True).get_by_role("listitem")).to_have_count(8)
    lab.button("Stop").click()
    lab.finished()
    expect(lab.cells.nth(2).locator(".jp-InputPrompt")).to_have_text("[*]:")
    lab.command("notebook:interrupt-kernel")
