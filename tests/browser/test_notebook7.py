"""The same panel in Notebook 7."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from .notebooks import SALES, Lab
from .server import LabServer, start


@pytest.fixture(scope="module")
def notebook_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    server = start(tmp_path_factory.mktemp("notebook"), "notebook")
    yield server
    server.stop()


def test_notebook_7_shows_the_panel_and_it_answers(browser: Browser, notebook_server: LabServer):
    page = browser.new_page()
    lab = Lab(page, notebook_server)
    name = lab.write(SALES)
    page.goto(f"{notebook_server.url}notebooks/{name}?token={notebook_server.token}")
    lab.notebook.wait_for()
    page.wait_for_function("() => window.jupyterapp && window.jupyterapp.commands.hasCommand('smallcode:open')")
    lab.settled()
    lab.show_panel()
    lab.run_cell(0)
    lab.ask("mean price of @sales")
    lab.finished()
    lab.button("Insert below").click()
    expect(lab.cells).to_have_count(2)
    page.close()
