"""One JupyterLab and one Chromium for all browser tests; every test has a page and notebooks of its own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .notebooks import Lab
from .server import LabServer, start

CHROMIUM = shutil.which("chromium")
BUILT = Path(__file__).resolve().parents[2] / "smallcode_nb" / "labextension" / "package.json"
SHOTS = os.environ.get("SMALLCODE_SCREENSHOTS")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where there is none, only continuous integration insists."""
    missing = "chromium is not installed (Debian: apt-get install chromium)" if CHROMIUM is None else None
    missing = missing or (None if BUILT.is_file() else "the panel is not built (make panel)")
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    server = start(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page; a script error on it fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"{error}\n{error.stack}"))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def lab(page: Page, server: LabServer, request: pytest.FixtureRequest) -> Iterator[Lab]:
    lab = Lab(page, server)
    yield lab
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{request.node.name}.png")
