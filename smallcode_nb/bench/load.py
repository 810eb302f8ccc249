"""How long `%load_ext smallcode_nb` takes in a fresh shell, and which heavy modules it drags in.

Each measurement is a process of its own, because imports happen once per process.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass

__all__ = ["HEAVY", "LoadCost", "measure", "show"]

#: libraries that only a request may import
HEAVY = (
    "cloudpickle",
    "exllamav2",
    "haystack",
    "httpx",
    "ipywidgets",
    "jinja2",
    "matplotlib",
    "numpy",
    "openvino",
    "openvino_genai",
    "pandas",
    "pyarrow",
    "sentence_transformers",
    "tokenizers",
    "torch",
    "transformers",
)

_SCRIPT = """
import json, sys, time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.history_manager.enabled = False
before = set(sys.modules)
start = time.perf_counter()
shell.run_line_magic("load_ext", "smallcode_nb")
took = (time.perf_counter() - start) * 1000
print(json.dumps({"took": took, "new": sorted(set(sys.modules) - before)}))
"""


@dataclass(frozen=True, slots=True)
class LoadCost:
    """The median of several fresh processes, in milliseconds; `heavy_modules` should be empty."""

    load_ext_ms: float
    heavy_modules: tuple[str, ...]
    new_modules: int


def measure(repeat: int = 5) -> LoadCost:
    """Load the extension in `repeat` fresh processes, one after the other."""
    reports = [_once() for _ in range(max(1, repeat))]
    return LoadCost(
        load_ext_ms=round(statistics.median(took for took, _ in reports), 1),
        heavy_modules=tuple(sorted(reports[0][1] & set(HEAVY))),
        new_modules=len(reports[0][1]),
    )


def show(cost: LoadCost, *, as_json: bool) -> None:
    """Print the measurement, as one JSON object on the last line if asked for."""
    print(f"%load_ext smallcode_nb: {cost.load_ext_ms:.1f} ms, {cost.new_modules} modules")
    print(f"heavy modules: {', '.join(cost.heavy_modules) or 'none'}")
    if as_json:
        print(json.dumps(asdict(cost)))


def _once() -> tuple[float, frozenset[str]]:
    """Milliseconds, and the modules that were not there before."""
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True)  # noqa: S603  # our own text
    report = json.loads(done.stdout.splitlines()[-1])
    return float(report["took"]), frozenset(report["new"])
