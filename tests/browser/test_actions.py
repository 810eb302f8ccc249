"""What can be done to a cell that is there: from its toolbar, its error, the menus and the shortcuts."""

import pytest
from playwright.sync_api import expect

from .notebooks import SALES, Lab

LOOP = "total = 0\nfor value in [1, 2, 3]:\n    total = total + value\ntotal"


def test_an_error_is_fixed_from_the_button_under_its_traceback(lab: Lab):
    lab.open(SALES, "sales['pirce'].mean()")
    lab.select(0)
    lab.page.get_by_role("button", name="Fix with smallcode").click()
    lab.finished()
    diff = lab.panel.locator(".smallcode-Diff")
    expect(diff.locator(".smallcode-mod-removed")).to_contain_text("pirce")
    expect(diff.locator(".smallcode-mod-added")).to_contain_text("price")
    assert lab.source(1) == "sales['pirce'].mean()"
    lab.button("Apply to cell").click()
    expect(lab.button("Undo")).to_be_visible()
    assert "sales['price'].mean()" in lab.source(1)
    lab.page.keyboard.press("Control+Enter")
    expect(lab.cells.nth(1).locator(".jp-OutputArea-output")).to_contain_text("10.8")
    assert lab.cells.count() == 2


@pytest.mark.parametrize(
    ("action", "chip", "shows"),
    [
        ("explain", "Explain", "total"),
        ("test", "Test", "assert total == 6"),
        ("refactor", "Shorten", "total"),
        ("document", "Document", "#"),
    ],
)
def test_a_cell_action_shows_what_it_proposes_and_changes_nothing(lab: Lab, action: str, chip: str, shows: str):
    lab.open(LOOP)
    lab.select(0)
    lab.act(action)
    expect(lab.panel.locator(".smallcode-Chip")).to_have_text(chip)
    lab.finished()
    expect(lab.panel.get_by_label("Request and result")).to_contain_text(shows)
    assert lab.sources() == [LOOP]


def test_the_cell_toolbar_has_one_button_with_every_action(lab: Lab):
    lab.open(LOOP)
    lab.select(0)
    lab.cells.nth(0).get_by_role("button", name="smallcode: write, fix, explain").click()
    items = lab.page.locator(".lm-Menu .lm-Menu-itemLabel")
    expect(items).to_have_text(
        [
            "Write Code for a Request",
            "Fix This Cell",
            "Explain This Cell",
            "Test This Cell",
            "Shorten This Cell",
            "Document This Cell",
        ]
    )
    items.filter(has_text="Explain").click()
    expect(lab.panel.locator(".smallcode-Chip")).to_have_text("Explain")
    lab.finished()


def test_an_action_waits_for_a_kernel_that_does_not_answer_yet(lab: Lab):
    lab.open(LOOP)
    lab.ready()
    lab.select(0)
    lab.cut(off=True)
    offer, chip = lab.panel.locator(".smallcode-Offer"), lab.panel.locator(".smallcode-Chip")
    expect(offer).to_contain_text("connection to the kernel is lost")
    lab.act("test")
    expect(offer).to_contain_text("“Test” waits for the kernel.")
    lab.button("Cancel").click()
    expect(offer).not_to_contain_text("waits")
    lab.act("explain")
    expect(offer).to_contain_text("“Explain” waits for the kernel.")
    expect(chip).to_have_count(0)
    lab.cut(off=False)
    expect(chip).to_have_text("Explain")
    lab.finished()


def test_the_context_menu_of_a_cell_has_the_actions(lab: Lab):
    lab.open(LOOP)
    lab.cells.nth(0).locator(".jp-InputArea").click(button="right")
    lab.page.locator(".lm-Menu-item", has_text="smallcode").hover()
    expect(lab.page.locator(".lm-Menu-item", has_text="Test This Cell")).to_be_visible()
    lab.page.keyboard.press("Escape")


def test_a_cell_of_comments_becomes_the_request(lab: Lab):
    lab.open("# mean price\n# by city")
    lab.select(0)
    lab.command("smallcode:write")
    expect(lab.box).to_have_value("mean price\nby city")
    expect(lab.box).to_be_focused()
