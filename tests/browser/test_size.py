"""Long histories and large results: what is drawn stays bounded, and nothing is lost."""

from playwright.sync_api import expect

from .notebooks import SALES, SCRIPTED, Lab

MOST_ELEMENTS = 3_000


def test_fifty_runs_and_a_table_of_ten_thousand_rows_stay_light(lab: Lab):
    lab.open(SALES, SCRIPTED)
    for number in range(50):
        lab.ask(f"the answer {number}")
        if number % 10 == 9:
            lab.finished()
    lab.ask("ten thousand rows")
    lab.finished()
    lab.panel.locator(".smallcode-History summary").click()
    expect(lab.panel.locator(".smallcode-History-entry")).to_have_count(51)
    assert lab.panel.locator("*").count() < MOST_ELEMENTS
    lab.box.press_sequentially("still typing")
    expect(lab.box).to_have_value("still typing")
    whole = lab.panel.get_by_role("button", name="Show all of it").first
    if whole.count():
        whole.click()
        expect(lab.panel.get_by_label("Result", exact=True)).to_contain_text("19998")
