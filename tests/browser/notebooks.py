"""Driving JupyterLab as a person does: open a notebook, run cells, use the panel."""

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

from .server import LabServer

SALES = """import pandas as pd
sales = pd.DataFrame({"city": ["Bern", "Rome", "Bern"], "price": [12.5, 9.0, 11.0], "units": [3, 4, 2]})"""
#: what the scripted model answers to "the answer", whichever half of the batch is chosen
ANSWER = re.compile(r"6 \* 7|40 \+ 2")
#: a key or a command without effect within this time is tried again: Lab drops some while it starts
HEEDED_MS = 1500
#: a notebook whose kernel has not started by then is closed all the same
STARTS_WITHIN_MS = 60_000
SCRIPTED = "%config SmallCode.model = 'scripted'"


class Lab:
    """One page of JupyterLab (or Notebook 7) with the smallcode panel."""

    def __init__(self, page: Page, server: LabServer) -> None:
        self.page = page
        self.server = server

    # --- notebooks --------------------------------------------------------------------------

    def write(self, *sources: str, kernel: str = "python3", name: str = "") -> str:
        """A new notebook file with these code cells."""
        name = name or f"{secrets.token_hex(4)}.ipynb"
        spec = {"name": kernel, "display_name": kernel, "language": "python"}
        cells = [new_code_cell(source) for source in sources]
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": spec}), self.server.root / name)
        return name

    def open(self, *sources: str, kernel: str = "python3", ran: int | None = None) -> str:
        """Open a new notebook, run its first cells (all, by default) and show the panel."""
        name = self.write(*sources, kernel=kernel)
        if not self.loaded:
            self.visit(name)
        else:
            self.command("docmanager:open", path=name)
            self.current(name)
        self.show_panel()
        for place in range(len(sources) if ran is None else ran):
            self.run_cell(place)
        return name

    def visit(self, name: str) -> None:
        """Load the page anew, with this notebook in a workspace of its own."""
        workspace = f"auto-{secrets.token_hex(3)}"
        self.page.goto(f"{self.server.url}lab/workspaces/{workspace}/tree/{name}?token={self.server.token}")
        self.current(name)

    def current(self, name: str) -> None:
        """This notebook is in front, and its kernel has started."""
        self.page.wait_for_function(_CURRENT, arg=name)
        self.page.evaluate("() => window.jupyterapp.restored.then(() => true)")
        self.notebook.wait_for()
        self.settled()

    @property
    def loaded(self) -> bool:
        return bool(self.page.evaluate("() => window.jupyterapp !== undefined"))

    def clear(self) -> None:
        """Close every notebook, once what Lab starts for it has started, and end every kernel."""
        if self.loaded:
            self.page.set_viewport_size({"width": 1440, "height": 900})
            self.page.evaluate(_CLEAR, STARTS_WITHIN_MS)

    def settled(self) -> None:
        """The kernel has started and Lab shows it idle, as it also does before it has begun to start one."""
        self.page.wait_for_function(_IDLE)
        expect(
            self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook-ExecutionIndicator")
        ).to_have_attribute("data-status", "idle")

    @property
    def notebook(self) -> Locator:
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")

    @property
    def cells(self) -> Locator:
        return self.notebook.locator(".jp-Cell")

    def select(self, place: int) -> None:
        """Make a cell the active one, in command mode."""
        self.cells.nth(place).locator(".jp-InputPrompt").click()

    def edit(self, place: int) -> None:
        """Go from a selected cell into its editor; keys pressed before that would be commands."""
        self.page.keyboard.press("Enter")
        expect(self.cells.nth(place).locator(".cm-content")).to_be_focused()

    def run_cell(self, place: int) -> None:
        """Run a cell and wait for its number; keys pressed before Lab has its shortcuts are pressed again."""
        prompt = self.cells.nth(place).locator(".jp-InputPrompt")
        before = prompt.text_content() or ""
        for _ in range(5):
            self.select(place)
            expect(self.cells.nth(place)).to_be_focused()
            self.page.keyboard.press("Control+Enter")
            with suppress(AssertionError):
                expect(prompt).not_to_have_text(before, timeout=HEEDED_MS)
                break
        expect(prompt).to_have_text(_RAN)

    def source(self, place: int) -> str:
        """A cell's text, read from the notebook's model."""
        return str(self.page.evaluate(_SOURCE, place))

    def sources(self) -> list[str]:
        return [self.source(place) for place in range(self.cells.count())]

    def saved(self, name: str) -> nbformat.NotebookNode:
        """Save the notebook and read its file."""
        self.command("docmanager:save")
        expect(self.page.locator(".lm-TabBar-tab.lm-mod-current.jp-mod-dirty")).to_have_count(0)
        return nbformat.read(self.server.root / name, as_version=4)

    def command(self, command: str, **arguments: object) -> None:
        """Run one of Lab's commands."""
        self.page.evaluate(
            "([id, args]) => window.jupyterapp.commands.execute(id, args).then(() => null)", [command, arguments]
        )

    def close(self, name: str) -> None:
        """Save and close one notebook; its kernel stays."""
        self.page.evaluate(_CLOSE, name)

    def share_kernel(self, other: str) -> None:
        """Let the notebook in front use the kernel of another open one."""
        self.page.evaluate(_SHARE, other)
        self.settled()

    def cut(self, *, off: bool) -> None:
        """End every websocket of the page, and let none be opened until it is called again."""
        self.page.evaluate(
            "off => { window.cut = off; if (off) window.sockets.forEach(socket => socket.close(4000)); }", off
        )

    # --- the panel --------------------------------------------------------------------------

    def show_panel(self) -> None:
        """Open the panel; while a page loads, Lab may take the keyboard back once more."""
        self.command("smallcode:open")
        self.box.wait_for()
        for _ in range(5):
            with suppress(AssertionError):
                expect(self.box).to_be_focused(timeout=HEEDED_MS)
                return
            self.command("smallcode:open")
        expect(self.box).to_be_focused()

    @property
    def panel(self) -> Locator:
        return self.page.locator(".smallcode-Panel")

    @property
    def box(self) -> Locator:
        return self.panel.get_by_label("Request", exact=True)

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    def ready(self) -> None:
        """The kernel has answered the panel."""
        expect(self.panel.locator(".smallcode-Offer")).to_have_count(0)

    def ask(self, text: str) -> None:
        self.ready()
        self.box.fill(text)
        # Enter would take a completion, and one may still be on its way
        self.box.press("Escape")
        self.box.press("Enter")
        expect(self.box).to_have_value("")

    def act(self, action: str) -> None:
        """A cell action on the active cell, by the palette's command."""
        self.command(f"smallcode:{action}")

    def chord(self, key: str, expected: Callable[[float], None]) -> None:
        """One of our shortcuts; Lab forgets its first half after a second, so one without effect is pressed again."""
        for _ in range(5):
            self.page.keyboard.press("Control+Shift+Y")
            self.page.keyboard.press(key)
            with suppress(AssertionError):
                expected(HEEDED_MS)
                return
        expected(HEEDED_MS)

    def finished(self) -> None:
        """The shown run has ended."""
        expect(self.panel.get_by_label("Remark for asking again")).to_be_visible(timeout=120_000)

    def shot(self, path: Path) -> None:
        self.page.screenshot(path=path)


_RAN = re.compile(r"\[\d+\]")
_CURRENT = """name => window.jupyterapp !== undefined &&
  window.jupyterapp.shell.currentWidget?.context?.path === name"""
_IDLE = """() => {
  const context = window.jupyterapp.shell.currentWidget?.sessionContext;
  return context?.isReady && context.session?.kernel && context.kernelDisplayStatus === 'idle';
}"""
#: Lab throws when a document is closed while its kernel is being started, or has not answered Lab's own questions
_CLEAR = """async patience => {
  const { restored, shell, serviceManager } = window.jupyterapp;
  const bounded = promise => Promise.race([promise, new Promise(resolve => setTimeout(resolve, patience))]);
  window.cut = false;
  await bounded(restored);
  const widgets = [...shell.widgets('main')];
  const contexts = widgets.map(widget => widget.context?.sessionContext ?? widget.sessionContext);
  const ready = [...widgets.map(widget => widget.context), ...contexts].map(context => context?.ready);
  await bounded(Promise.allSettled(ready));
  const sessions = contexts.map(context => context?.session).filter(session => session);
  // answered after all that Lab has asked, also over a connection still being made (a question for the kernel's info
  // would overtake the others there); documents may share a kernel
  const kernels = sessions.map(session => session.kernel).filter(kernel => kernel);
  await bounded(Promise.allSettled(kernels.map(kernel => kernel.requestCommInfo({}))));
  for (const widget of widgets) {
    await bounded(widget.context?.save());
    widget.close();
  }
  for (const { id } of sessions) {
    // the next test need not wait until the kernel has ended
    void serviceManager.sessions.shutdown(id).catch(() => undefined);
  }
  // an error of closing is one of the test that ends, not of the next
  await new Promise(resolve => setTimeout(resolve, 50));
}"""
_CLOSE = """async path => {
  const { shell } = window.jupyterapp;
  const widget = [...shell.widgets('main')].find(one => one.context?.path === path);
  await widget.context.save();
  widget.close();
}"""
_SHARE = """async path => {
  const { shell } = window.jupyterapp;
  const other = [...shell.widgets('main')].find(widget => widget.context?.path === path);
  const { id, name } = other.sessionContext.session.kernel;
  await shell.currentWidget.sessionContext.changeKernel({ id, name });
}"""
_SOURCE = """place => {
  const panel = window.jupyterapp.shell.currentWidget;
  return panel.content.widgets[place].model.sharedModel.source;
}"""
