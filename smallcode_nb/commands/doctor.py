"""`smallcode-nb doctor`: what works on this machine, and the one command that would improve it."""

from __future__ import annotations

import json
import os
import platform
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

HELP = "say in one screen what works here"
EXAMPLE = "smallcode-nb doctor"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the screen; `remedy` is a command, "" when nothing is missing."""

    name: str
    state: str
    remedy: str = ""


def add_arguments(parser: ArgumentParser) -> None:
    """Only --json."""
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Print every finding and the first remedy; 1 when a request could not be answered at all."""
    findings = [check() for check in CHECKS]
    for finding in findings:
        print(f"{finding.name:18} {finding.state}")
    remedies = [finding.remedy for finding in findings if finding.remedy]
    print(f"\nWould help most: {remedies[0]}" if remedies else "\nNothing is missing.")
    if arguments.json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}))
    return 1 if findings[0].remedy else 0


def _weights() -> Finding:
    from ..errors import SmallCodeError

    try:
        from ..models.embedded import WEIGHTS, verify

        files = verify(WEIGHTS)
    except (SmallCodeError, OSError, ImportError) as error:
        return Finding("embedded model", f"unusable: {error}", "pip install --force-reinstall --no-deps smallcode-nb")
    size = sum((WEIGHTS / name).stat().st_size for name in files) / 1e6
    return Finding("embedded model", f"whole, {size:.1f} MB")


def _python() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    state = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {cores} cores"
    old = sys.version_info < (3, 11)  # a wheel can be forced onto an older Python
    return Finding("Python", state, "python3.11 -m venv .venv" if old else "")


def _gpu() -> Finding:
    driver = Path("/proc/driver/nvidia/version")
    if not driver.is_file():
        return Finding("GPU", "no NVIDIA driver; models run on the CPU")
    missing = find_spec("exllamav2") is None
    return Finding("GPU", driver.read_text().splitlines()[0].strip(), "pip install exllamav2" if missing else "")


_BACKENDS = {
    "openvino": ("openvino_genai",),
    "transformers": ("transformers", "torch"),
    "exllamav2": ("exllamav2", "torch"),
    "openai": ("httpx",),
}


def _backends() -> Finding:
    able = [name for name, needs in _BACKENDS.items() if all(find_spec(need) for need in needs)]
    remedy = "" if "openvino" in able else "pip install openvino-genai"
    return Finding("backends", ", ".join(able) or "none", remedy)


def _sandbox() -> Finding:
    from ..errors import SandboxUnavailable
    from ..kernels.sandbox.tiers import strongest

    try:
        tier = strongest()
    except SandboxUnavailable as error:
        return Finding("sandbox", f"refused: {error.cause} {error.remedy}")
    return Finding("sandbox", f"{tier}; proven by attack before the first request")


def _lab() -> Finding:
    from jupyter_core.paths import jupyter_path

    found = [path for path in jupyter_path("labextensions") if (Path(path) / "smallcode-nb").is_dir()]
    if find_spec("jupyterlab") is None:
        return Finding("JupyterLab", "not installed; the magics work anywhere", "pip install 'smallcode-nb[lab]'")
    return Finding("JupyterLab", "with the smallcode panel" if found else "installed, without the smallcode panel")


def _widgets() -> Finding:
    if find_spec("ipywidgets") is None:
        return Finding("live view", "text; ipywidgets is not installed", "pip install ipywidgets")
    return Finding("live view", "ipywidgets")


CHECKS: tuple[Callable[[], Finding], ...] = (_weights, _python, _gpu, _backends, _sandbox, _lab, _widgets)
