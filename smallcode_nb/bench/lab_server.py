"""A JupyterLab of its own: fresh configuration, fresh folders, a free port, ended with `stop`.

Knows how Jupyter finds its files; knows nothing about pages. Also what the browser tests run against.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from ..errors import SmallCodeError

__all__ = ["LabServer", "start"]

STARTS_WITHIN_S = 120
STOPS_WITHIN_S = 15
#: should whoever started it be killed, the server and its kernels end by themselves
IDLE_S = 900
QUIET = {"fetchNews": "false", "checkForUpdates": False}


@dataclass(frozen=True, slots=True)
class LabServer:
    """Where a running server answers (`url` ends with a slash), and the folder that it shows."""

    url: str
    token: str
    root: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the server and the kernels it started."""
        for _ in range(2):  # the second one skips the question
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(home: Path, command: str = "lab") -> LabServer:
    """Start `jupyter lab` (or "notebook") with everything that it reads and writes below `home`.

    Raises SmallCodeError when it does not come up.
    """
    root, token = home / "work", secrets.token_hex(16)
    root.mkdir(parents=True)
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603  # our own arguments
            _arguments(command, root, token), cwd=root, env=_environment(home), stdout=log, stderr=subprocess.STDOUT
        )
    return LabServer(_address(home, process), token, root, process)


def _arguments(command: str, root: Path, token: str) -> list[str]:
    traits = {
        "IdentityProvider.token": token,
        "ServerApp.root_dir": str(root),
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.shutdown_no_activity_timeout": IDLE_S,
        "MappingKernelManager.cull_idle_timeout": IDLE_S,
        "KernelManager.shutdown_wait_time": 2,
        "LabApp.extension_manager": "readonly",
        "LabApp.expose_app_in_browser": True,
        "JupyterNotebookApp.expose_app_in_browser": True,
    }
    given = [f"--{name}={value}" for name, value in traits.items()]
    return [sys.executable, "-m", "jupyter", command, "--no-browser", "--port=0", "--allow-root", *given]


def _environment(home: Path) -> dict[str, str]:
    """Nothing of the user's own Jupyter is read or written."""
    settings = home / "settings"
    quiet = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text(json.dumps(QUIET))
    return os.environ | {
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }


def _address(home: Path, process: subprocess.Popen[bytes]) -> str:
    """The address that the server wrote down once it listened."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        for file in (home / "runtime").glob("jpserver-*.json"):
            try:
                return str(json.loads(file.read_text())["url"])
            except (json.JSONDecodeError, KeyError):  # still being written
                continue
        time.sleep(0.1)
    process.kill()
    process.wait()
    said = (home / "server.log").read_text()[-2000:]
    raise SmallCodeError(f"JupyterLab did not start:\n{said}", "Install it with pip install 'smallcode-nb[lab]'.")
