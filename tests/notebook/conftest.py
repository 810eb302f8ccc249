"""A real IPython shell that keeps what is published and what is handed over."""

import atexit
import sys
from pathlib import Path

import pytest
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

sys.path.insert(0, str(Path(__file__).parent))


class Shell(InteractiveShell):
    """Remembers `set_next_input` calls as a front end would get them."""

    def init_display_pub(self):
        self.display_pub = CapturingDisplayPublisher(parent=self)

    def init_history(self):
        self.history_manager = HistoryManager(shell=self, parent=self, enabled=False)

    def set_next_input(self, text, replace=False):
        self.handed = [*getattr(self, "handed", []), (text, replace)]

    @property
    def published(self):
        return self.display_pub.outputs

    @property
    def text(self):
        return "\n".join(output["data"].get("text/plain", "") for output in self.published)


@pytest.fixture
def shell():
    """A fresh shell; what the extension left in it is removed."""
    from smallcode_nb.notebook.extension import unload

    shell = Shell()
    shell.handed = []
    yield shell
    unload(shell)
    shell.restore_sys_module_state()
    # at its end the process would empty hundreds of shells, collecting garbage for each
    atexit.unregister(shell.atexit_operations)
    Shell.clear_instance()
