import sys
from pathlib import Path

import pytest
from support import scripted

from smallcode_nb.notebook.comm.cells import Cells
from smallcode_nb.notebook.comm.panel import Panel
from smallcode_nb.notebook.extension import load

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def connect(shell, tmp_path):
    """A page connected to a panel over a scripted model with these replies; the panel's history is in `tmp_path`."""
    from pages import NearChannel

    panels = []

    def open_page(*replies, executor=None):
        shell.user_ns.setdefault("sales", {"price": [1]})
        if not panels:
            session = load(shell, scripted(*(replies or ("total = 1",)), executor=executor))
            panels.append(Panel(session, None, Cells(shell), tmp_path / "history"))
        return NearChannel(panels[0])

    yield open_page
    for panel in panels:
        panel.close()
