"""The JupyterLab of the browser tests: its kernels know us and the scripted model; those of `bare` know nothing."""

import json
import sys
from pathlib import Path

from smallcode_nb.bench import lab_server
from smallcode_nb.bench.lab_server import LabServer

__all__ = ["LabServer", "start"]

PROFILE = """
c.InteractiveShellApp.extensions = ["smallcode_nb"]
c.InteractiveShellApp.exec_files = [{scripted!r}]
c.HistoryManager.enabled = False
"""


def start(home: Path, command: str = "lab") -> LabServer:
    """Start `jupyter lab` (or "notebook") with everything it reads and writes below `home`."""
    profile = home / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    scripted = str(Path(__file__).with_name("scripted.py"))
    (profile / "ipython_kernel_config.py").write_text(PROFILE.format(scripted=scripted))
    (home / "ipython" / "profile_bare").mkdir()
    bare = home / "data" / "kernels" / "bare"
    bare.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--profile=bare"]
    (bare / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Bare", "language": "python"}))
    return lab_server.start(home, command)
