"""A JupyterLab of its own: fresh configuration, fresh folders, a free port, ended with the tests.

Knows how Jupyter finds its files; nothing about pages.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

STARTS_WITHIN_S = 60
QUIET = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": False}
#: what a browser test's kernels load before their first cell; a notebook of the kernel `bare` loads nothing
PROFILE = """
c.InteractiveShellApp.extensions = ["smallcode_nb"]
c.InteractiveShellApp.exec_files = [{scripted!r}]
c.HistoryManager.enabled = False
"""


@dataclass(frozen=True)
class LabServer:
    """Where a running server answers, and the folder that it shows."""

    url: str
    token: str
    root: Path
    process: subprocess.Popen

    def stop(self) -> None:
        """End the server and the kernels it started."""
        self.process.send_signal(signal.SIGINT)
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(home: Path, command: str = "lab") -> LabServer:
    """Start `jupyter lab` (or "notebook") with everything it writes below `home`."""
    root = home / "work"
    root.mkdir(parents=True)
    environment = _environment(home)
    token = secrets.token_hex(16)
    arguments = [
        sys.executable, "-m", "jupyter", command, "--no-browser", "--port=0", "--allow-root",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}", "--ServerApp.ip=127.0.0.1",
        "--LabApp.extension_manager=readonly", "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True", "--KernelManager.shutdown_wait_time=2",
    ]  # fmt: skip
    log = (home / "server.log").open("w")
    process = subprocess.Popen(arguments, cwd=root, env=environment, stdout=log, stderr=subprocess.STDOUT)
    return LabServer(_url(home, process), token, root, process)


def _environment(home: Path) -> dict[str, str]:
    """Nothing of the user's own Jupyter is read or written."""
    settings = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(QUIET))
    profile = home / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    scripted = str(Path(__file__).with_name("scripted.py"))
    (profile / "ipython_kernel_config.py").write_text(PROFILE.format(scripted=scripted))
    (home / "ipython" / "profile_bare").mkdir()
    bare = home / "data" / "kernels" / "bare"
    bare.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--profile=bare"]
    (bare / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Bare", "language": "python"}))
    return os.environ | {
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "config" / "lab" / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "HOME": str(home),
    }


def _url(home: Path, process: subprocess.Popen) -> str:
    """The address that the server wrote down once it listened."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        for file in (home / "runtime").glob("jpserver-*.json"):
            try:
                return str(json.loads(file.read_text())["url"])
            except (json.JSONDecodeError, KeyError):  # still being written
                continue
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{(home / 'server.log').read_text()[-3000:]}")
