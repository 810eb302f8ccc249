"""The wheel in an environment of its own, with JupyterLab and nothing else, answers a request.

`SMALLCODE_WHEEL_PYTHON` is that environment's Python: `python -m build --wheel`, then in a fresh environment
`pip install dist/smallcode_nb-*.whl jupyterlab`.
"""

import os
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from smallcode_nb.bench import lab_server

from .notebooks import Lab
from .server import LabServer

PYTHON = os.environ.get("SMALLCODE_WHEEL_PYTHON")
READ = "import pandas as pd\nsales = pd.read_csv('sales.csv')"


@pytest.fixture
def wheel_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    if PYTHON is None:
        pytest.skip("no environment with the wheel (SMALLCODE_WHEEL_PYTHON)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", PYTHON)
        server = lab_server.start(tmp_path_factory.mktemp("wheel"))
    yield server
    server.stop()


def test_the_installed_wheel_shows_the_panel_and_answers(wheel_server: LabServer, browser: Browser):
    (wheel_server.root / "sales.csv").write_text("city,price\nBern,12.5\nRome,9.0\nBern,11.0\n")
    page = browser.new_page()
    lab = Lab(page, wheel_server)
    lab.open(READ)
    lab.button("Load it in this kernel").click()
    expect(lab.panel.locator(".smallcode-Offer")).to_have_count(0)
    lab.ask("mean price by city of @sales")
    lab.finished()
    lab.button("Insert below").click()
    expect(lab.cells).to_have_count(2)
    lab.run_cell(1)
    expect(lab.cells.nth(1).locator(".jp-OutputArea-output")).to_contain_text("11.75")
    page.close()
