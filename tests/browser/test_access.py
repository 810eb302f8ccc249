"""Without a mouse, without light, without sight; and what Lab shows around the panel."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .notebooks import SALES, SCRIPTED, Lab

AXE = Path(__file__).resolve().parents[2] / "labextension" / "node_modules" / "axe-core" / "axe.min.js"
SOON = ["smallcode-nb:preferences", '{"notifyAfterSeconds": 1}']
SERIOUS = {"serious", "critical"}
THEMES = ("JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast")


def _violations(lab: Lab, selector: str) -> list[str]:
    """What axe finds serious within `selector`, with the elements it is about."""
    lab.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = lab.page.evaluate("selector => axe.run(selector)", selector)
    return [
        f"{violation['id']}: {[node['html'][:120] for node in violation['nodes']]}"
        for violation in found["violations"]
        if violation["impact"] in SERIOUS
    ]


def test_everything_can_be_done_with_the_keyboard_alone(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.select(1)
    keys = lab.page.keyboard
    lab.chord("o", lambda wait: expect(lab.box).to_be_focused(timeout=wait))
    lab.ready()
    keys.type("the answer")
    keys.press("Enter")
    lab.finished()
    insert = lab.button("Insert below")
    for _ in range(20):
        keys.press("Tab")
        if insert.evaluate("button => button === document.activeElement"):
            break
    keys.press("Enter")
    expect(lab.cells).to_have_count(3)
    keys.press("Control+Enter")
    expect(lab.cells.nth(2).locator(".jp-OutputArea-output")).to_contain_text("42")
    # it ran, but its text is as it was accepted
    lab.chord("z", lambda wait: expect(lab.panel.get_by_label("Proposal")).to_contain_text("undone", timeout=wait))
    expect(lab.cells).to_have_count(2)


@pytest.mark.parametrize("theme", THEMES)
def test_no_theme_has_a_serious_accessibility_violation(lab: Lab, theme: str):
    lab.open(SALES, SCRIPTED)
    lab.command("apputils:change-theme", theme=theme)
    expect(lab.page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
    assert _violations(lab, ".smallcode-Panel") == []
    lab.ask("mean price by city")
    lab.finished()
    lab.select(0)
    lab.button("Against active cell").click()
    for summary in lab.panel.locator("details > summary").all():
        summary.click()
    assert _violations(lab, ".smallcode-Panel") == []
    lab.ask("count slowly")
    expect(lab.panel.get_by_label("Candidates", exact=True).get_by_role("listitem")).to_have_count(8)
    assert _violations(lab, ".smallcode-Panel") == []
    assert _violations(lab, ".smallcode-Status") == []
    lab.button("Stop").click()
    lab.finished()
    lab.command("apputils:change-theme", theme=THEMES[0])


def test_screen_readers_hear_where_a_run_stands(lab: Lab):
    lab.open(SALES, SCRIPTED)
    region = lab.panel.locator("[aria-live=polite]")
    lab.ask("count slowly")
    expect(region).to_have_text("8 candidates")
    lab.button("Stop").click()
    expect(region).to_have_text("Stopped before anything was found")


def test_the_status_item_tells_the_model_and_its_menu_changes_it(lab: Lab):
    lab.open(SALES)
    item = lab.page.locator(".smallcode-Status-button")
    expect(item).to_contain_text("smallcode-tiny · ready")
    item.click()
    menu = lab.page.locator(".lm-Menu")
    for fact in ("Engine:", "Sandbox:", "Kernel:", "smallcode-tiny"):
        expect(menu).to_contain_text(fact)
    menu.get_by_text("Open the Panel").click()
    expect(lab.box).to_be_focused()


def test_a_long_run_is_told_in_a_notification_that_can_stop_it(lab: Lab):
    name = lab.open(SALES, SCRIPTED)
    lab.page.evaluate("([id, raw]) => window.jupyterapp.serviceManager.settings.save(id, raw)", SOON)
    lab.visit(name)
    lab.show_panel()
    lab.ask("count slowly")
    lab.command("application:toggle-right-area")
    toast = lab.page.locator(".jp-toastContainer, .Toastify").get_by_role("button", name="Stop")
    toast.first.click()
    lab.show_panel()
    lab.finished()
    expect(lab.panel).to_contain_text("Stopped")
    lab.page.evaluate("([id]) => window.jupyterapp.serviceManager.settings.save(id, '{}')", SOON)


def test_a_narrow_panel_neither_cuts_off_nor_overflows(lab: Lab):
    lab.open(SALES, SCRIPTED)
    lab.page.set_viewport_size({"width": 700, "height": 700})
    lab.ask("mean price by city")
    lab.finished()
    overflow = lab.panel.evaluate("panel => panel.scrollWidth - panel.clientWidth")
    assert overflow <= 0
