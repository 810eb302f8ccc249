"""How much memory everything together takes for one request in the edge profile: notebook, engine, throwaway kernels.

A process with a shell asks, this one looks at it and at all it started every few milliseconds. Pages that several
processes share are counted once (proportional set size). With a limit they all run under it, and whether the system
had to end one of them is told. Linux only. Knows nothing about what is asked.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..engine.place import Place
from ..engine.process import running, stop
from ..errors import ModelError
from .cage import caged

__all__ = ["EdgeCost", "measure", "report_json", "show"]

_EVERY_S = 0.05
_SCRIPT = """
import sys
import pandas as pd
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.history_manager.enabled = False
shell.run_line_magic("load_ext", "smallcode_nb")
wanted = ("profile = 'edge'", f"model = {sys.argv[1]!r}", f"engine = {sys.argv[2]!r}", "display = 'off'")
patience = ("max_seconds = 3600.0", "server_timeout_s = 1800.0")
for setting in (*wanted, *patience, f"max_tokens = {sys.argv[3]}"):
    shell.run_line_magic("config", f"SmallCode.{setting}")
shell.user_ns["sales"] = pd.DataFrame({"city": ["Oslo", "Rome", "Oslo"] * 100, "price": [1.0, 2.5, 4.0] * 100})
shell.run_cell("%%smallcode mean price by city\\n")
session = shell._smallcode_session
sys.exit(0 if session.last is not None and session.last.evidence.drawn else 3)
"""


@dataclass(frozen=True, slots=True)
class EdgeCost:
    """Highest sums seen, in megabytes; the parts are those of the moment when the sum was highest."""

    model: str
    engine: str
    peak_mb: float
    notebook_mb: float
    engine_mb: float
    throwaway_mb: float
    processes: int
    looks: int
    limit_mb: float = 0.0
    enforced: str = ""
    killed: int = 0
    charged_mb: float = 0.0


def measure(model: str, engine: str = "on", limit_bytes: int = 0, max_tokens: int = 256) -> EdgeCost:
    """One request from a fresh notebook; `engine` as in the setting, `limit_bytes` for all of it (0 is none).

    `charged_mb` is what the system charged at most, files that were read included, where it tells. Raises
    ModelError when the request was not answered.
    """
    with tempfile.TemporaryDirectory(prefix="smallcode-edge-") as folder:
        place = Place(Path(folder) / "smallcode-engine")
        environment = os.environ | {"JUPYTER_RUNTIME_DIR": folder}
        command = [sys.executable, "-c", _SCRIPT, model, engine, str(max_tokens)]
        said = Path(folder) / "said.txt"
        with caged(limit_bytes) as cage, said.open("wb") as out:
            notebook = subprocess.Popen(cage.inside(command), env=environment, stdout=out)  # noqa: S603 — our own text
            try:
                looks = list(_watch(notebook, place))
            finally:
                notebook.kill()
                notebook.wait()
                stop(place)
            limits = (_mb(limit_bytes), cage.enforced, cage.killed, cage.peak_mb)
        told = " ".join(said.read_text(encoding="utf-8", errors="replace").split())[-200:]
    if notebook.returncode != 0 or not looks:
        why = f"{limits[2]} processes were ended for lack of memory. " if limits[2] else ""
        cause = f"{model} did not answer in the edge profile. {why}It said: {told or 'nothing'}"
        raise ModelError(cause, "Ask it in a notebook to see more.")
    own, served, throwaway, processes = max(looks, key=lambda look: sum(look[:3]))
    parts = (_mb(own + served + throwaway), _mb(own), _mb(served), _mb(throwaway))
    return EdgeCost(model, engine, *parts, processes, len(looks), *limits)


def report_json(cost: EdgeCost) -> dict[str, Any]:
    """Stable keys."""
    return asdict(cost)


def show(cost: EdgeCost) -> str:
    """Two lines, three under a limit."""
    lines = [] if not cost.limit_mb else [
        f"limit {cost.limit_mb:.0f} MB, held by {cost.enforced or 'nothing here, only watched'}; "
        f"{cost.killed} processes ended by it, {cost.charged_mb:.0f} MB charged at most with files"
    ]  # fmt: skip
    parts = f"notebook {cost.notebook_mb:.0f}, engine {cost.engine_mb:.0f}, throwaway kernels {cost.throwaway_mb:.0f}"
    head = f"{cost.model}, engine {cost.engine}: {cost.peak_mb:.0f} MB at most"
    return "\n".join((head, f"{parts}; {cost.processes} processes", *lines))


def _watch(notebook: subprocess.Popen[bytes], place: Place) -> Iterator[tuple[int, int, int, int]]:
    """Until the notebook ends: bytes of itself, the engine and the throwaway kernels, and the number of processes."""
    while notebook.poll() is None:
        children = _descendants(notebook.pid)
        found = running(place)
        engine = [found.pid, *_descendants(found.pid)] if found else []
        groups = ([notebook.pid], engine, [pid for pid in children if pid not in engine])
        own, served, throwaway = (sum(map(_bytes, group)) for group in groups)
        yield own, served, throwaway, sum(map(len, groups))
        time.sleep(_EVERY_S)


def _mb(size: int) -> float:
    return round(size / 1e6, 1)


def _descendants(pid: int) -> list[int]:
    try:
        lines = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    children = [int(word) for line in lines for word in line.split()]
    return children + [other for child in children for other in _descendants(child)]


def _bytes(pid: int) -> int:
    """The process's share of memory; what it cannot tell counts as resident size, or nothing once it is gone."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024
    except (OSError, StopIteration):
        return _resident(pid)


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
