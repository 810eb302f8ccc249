"""One JupyterLab, one Chromium and one page for all browser tests; every test has notebooks and kernels of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from .notebooks import Lab
from .server import LabServer, start

CHROMIUM = shutil.which("chromium")
ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "smallcode_nb" / "labextension" / "package.json"
PANEL = ROOT / "labextension"
#: a folder for a picture of how each test ends, to be looked at
SHOTS = os.environ.get("SMALLCODE_SCREENSHOTS")
#: nothing here is about speed: a loaded machine may take its time
PATIENCE_MS = 90_000

#: lets a test cut the page's websockets, and keep them from being opened again: see `Lab.cut`
SOCKETS = """window.cut = false;
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(url, ...others) {
    super(window.cut ? 'ws://127.0.0.1:9/' : url, ...others);
    window.sockets.push(this);
  }
};"""


def insist(missing: str) -> NoReturn:
    """Say what is missing; only continuous integration fails for it."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)


def in_panel(program: str, *arguments: str | Path) -> None:
    """Run one of Node's programs in the panel's folder, with the packages that are installed there."""
    found = shutil.which(program)
    if found is None or not (PANEL / "node_modules").is_dir():
        insist("the panel's tools are not installed (make panel)")
    command = [found, *arguments]
    done = subprocess.run(command, cwd=PANEL, capture_output=True, text=True, timeout=600)  # noqa: S603 - Node's own
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where there is none, only continuous integration insists."""
    missing = "chromium is not installed (Debian: apt-get install chromium)" if CHROMIUM is None else None
    missing = missing or (None if BUILT.is_file() else "the panel is not built (make panel)")
    if missing:
        insist(missing)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    server = start(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(SOCKETS)
    yield context.new_page()
    context.close()


@pytest.fixture
def lab(page: Page, server: LabServer, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """Lab without notebooks; a script error on the page fails the test."""
    lab, errors = Lab(page, server), _errors(page)
    yield lab
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{request.node.name}.png")
    try:
        lab.clear()
    except Error:  # whatever a failed test left behind: the next one loads the page anew
        page.goto("about:blank")
    found = errors()
    assert not found, "\n".join(found)


def _errors(page: Page):
    """A function that answers with the script errors since now, and stops listening."""
    found: list[str] = []

    def note(error: Error) -> None:
        # the widget manager stumbles over notebooks that are closed, or change their kernel, while it looks at them
        stack = error.stack or ""
        if "/extensions/@jupyter-widgets/" not in stack or "/extensions/smallcode-nb/" in stack:
            found.append(f"{error}\n{error.stack}")

    def stop() -> list[str]:
        page.remove_listener("pageerror", note)
        return found

    page.on("pageerror", note)
    return stop
