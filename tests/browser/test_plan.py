"""A request of several steps: what the panel shows of its plan, and that all of it enters the notebook."""

from playwright.sync_api import expect

from .notebooks import SALES, SCRIPTED, Lab

STEPS = ["slowly keep the dear ones", "slowly count them by city"]
#: as many as are drawn for the whole request before its steps are tried one by one: a batch, and a hotter one
WHOLE = 16


def test_a_plan_is_shown_while_its_steps_are_solved_and_the_code_holds_all_of_them(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.ask(", then ".join(STEPS))
    plan = lab.panel.locator(".smallcode-Plan")
    expect(plan.locator("summary")).to_have_text("Plan: 2 steps")
    expect(plan.get_by_role("listitem")).to_have_text(STEPS)
    lines = lab.panel.get_by_label("Candidates", exact=True).get_by_role("listitem")
    expect(lines.first).to_contain_text("drawing")
    expect(lines.first).to_contain_text("AttributeError")
    steps = plan.get_by_role("listitem")
    first = lines.nth(WHOLE)
    expect(first).to_contain_text("drawing")
    expect(steps).to_have_text([f"{STEPS[0]}▸ being solved", f"{STEPS[1]}◌ waiting"])
    expect(first).to_contain_text("passed")
    expect(steps).to_have_text([f"{STEPS[0]}✓ solved", f"{STEPS[1]}▸ being solved"])
    lab.finished()
    expect(steps).to_have_text([f"{STEPS[0]}✓ solved", f"{STEPS[1]}✓ solved"])
    code = lab.panel.get_by_label("Proposed code")
    expect(code).to_contain_text("dear = sales[sales['price'] > 10]")
    expect(code).to_contain_text("dear.groupby('city').size()")
    expect(lab.panel.get_by_label("Result", exact=True)).to_contain_text("Bern")
    lab.button("Insert below").click()
    expect(lab.cells).to_have_count(3)
    lab.run_cell(2)
    expect(lab.cells.nth(2).locator(".jp-OutputArea-output")).to_contain_text("Bern")


def test_what_a_cell_action_tells_the_model_is_not_shown_as_a_plan(lab: Lab):
    lab.open("total = 6", SCRIPTED)
    lab.select(0)
    lab.act("document")
    lab.finished()
    expect(lab.panel.locator(".smallcode-Chip")).to_have_text("Document")
    expect(lab.panel.locator(".smallcode-Plan")).to_have_count(0)
