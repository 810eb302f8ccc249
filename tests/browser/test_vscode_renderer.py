"""The widget of a `%%smallcode` cell in the bundle with which VS Code's notebook draws ipywidgets.

VS Code is not here: a plain page stands for it (`vscode_page.js`), with a real kernel behind it. Its widgets send
messages on a subshell, as JupyterLab's do, or on none, as VS Code's.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import PANEL, PATIENCE_MS, SHOTS, in_panel
from .notebooks import HEEDED_MS, SALES, SCRIPTED
from .server import LabServer

HERE = Path(__file__).resolve().parent
RENDERER = PANEL / "node_modules" / "@vscode" / "jupyter-ipywidgets8" / "dist" / "ipywidgets.js"
HTML = """<!doctype html><meta charset="utf-8"><title>VS Code's ipywidgets</title><div id="outputs"></div>
<script type="module">import { activate } from './ipywidgets.js'; activate();</script>
<script type="module" src="page.js"></script>"""
#: run by Node in the panel's folder, where the bundler is that also packs the panel
BUNDLE = """const [context, path] = process.argv.slice(1);
require('@rspack/core')({ context, mode: 'development', devtool: false, entry: './vscode_page.js',
  resolve: { modules: [process.cwd() + '/node_modules'] }, output: { path, filename: 'page.js' }
}).run((error, stats) => { if (error || stats.hasErrors()) throw error ?? stats.toString('errors-only'); });"""


@pytest.fixture(scope="module")
def address(server: LabServer) -> str:
    """The page, below the server's own address, so that the server answers it."""
    site = server.root.parent / "data" / "labextensions" / "vscode"
    in_panel("node", "-e", BUNDLE, HERE, site)
    shutil.copy(RENDERER, site)
    (site / "index.html").write_text(HTML)
    return f"{server.url}lab/extensions/vscode/index.html?token={server.token}"


class Notebook:
    """The plain page: cells are run by `run`, their outputs are below each other."""

    def __init__(self, page: Page, server: LabServer) -> None:
        self.page = page
        self._server = server

    def connect(self, kernel: str, *, subshells: bool) -> None:
        """Start a kernel; `connect` of the page says what subshells are about."""
        self.page.evaluate(
            "given => window.connect(...given)", [self._server.url, self._server.token, kernel, subshells]
        )

    def run(self, *cells: str) -> None:
        for cell in cells:
            self.page.evaluate("cell => window.run(cell)", cell)

    def begin(self, cell: str) -> None:
        """Run a cell and do not wait for its end."""
        self.page.evaluate("cell => { window.next = window.run(cell); }", cell)

    def end(self) -> list[str]:
        """Wait for that end; what the kernel put into the next cell."""
        return list(self.page.evaluate("() => window.next"))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    @property
    def outputs(self) -> Locator:
        return self.page.locator("#outputs")

    @property
    def shown(self) -> Locator:
        """The last output."""
        return self.outputs.locator("> div").last

    def shot(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"vscode-{name}.png")


Connect = Callable[..., Notebook]


@pytest.fixture
def connect(browser: Browser, server: LabServer, address: str) -> Iterator[Connect]:
    """A function that gives the page a kernel of its own; a script error on the page fails the test."""
    page, errors = browser.new_page(viewport={"width": 640, "height": 400}), list[str]()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: errors.append(error.stack or str(error)))
    page.goto(address)
    page.wait_for_function("() => window.connect && window.vscIPyWidgets8")
    notebook = Notebook(page, server)

    def connected(kernel: str = "python3", *, subshells: bool = False) -> Notebook:
        notebook.connect(kernel, subshells=subshells)
        return notebook

    yield connected
    found = list(errors)  # a request that a failed test left running makes another one below
    page.evaluate("() => window.leave()")
    page.close()
    assert not found, "\n".join(found)


def test_the_live_view_and_the_result_are_shown_with_standard_widgets_alone(connect: Connect):
    notebook = connect("bare")
    notebook.run(SALES, "%load_ext smallcode_nb")
    notebook.begin("%%smallcode\nmean price by city")
    notebook.button("Stop").wait_for()  # looks more often than `expect`: a quick machine is soon done
    notebook.button("Accept").wait_for()
    (code,) = notebook.end()
    assert "price" in code
    expect(notebook.outputs).to_contain_text("smallcode-tiny")
    expect(notebook.shown).to_contain_text("11.75")
    expect(notebook.page.get_by_role("button")).to_have_count(0)
    assert notebook.page.evaluate("[...window.used].sort()") == ["@jupyter-widgets/base", "@jupyter-widgets/controls"]
    assert notebook.page.evaluate("window.fetched") == []


@pytest.mark.parametrize("subshells", [False, True])
@pytest.mark.parametrize("button", ["Stop", "Accept"])
def test_a_button_pressed_while_the_cell_runs_ends_the_search(connect: Connect, button: str, subshells: bool):
    notebook = connect(subshells=subshells)
    notebook.run(SALES, SCRIPTED)
    notebook.begin("%%smallcode\none of them")
    expect(notebook.button("Accept")).to_be_enabled()
    expect(notebook.shown.get_by_role("row")).to_have_count(9)
    expect(notebook.shown.get_by_role("row").nth(1)).to_have_text(re.compile("1passed"))
    notebook.shot(button)
    notebook.button(button).click()
    inserted = notebook.end()
    expect(notebook.outputs).to_contain_text("Interrupted; this is what was found so far.", timeout=HEEDED_MS)
    assert ["6 * 7" in code for code in inserted] == ([] if button == "Stop" else [True])
