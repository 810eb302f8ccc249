"""How large the JupyterLab panel is, and how long it takes until it can be seen and typed into.

The time is taken on the page, from the command that opens the panel for the first time to the frame after its
request box has been painted, in a JupyterLab of its own with one notebook open; median of several fresh pages.
Knows nothing about requests.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import SmallCodeError
from .lab_server import LabServer, start

__all__ = ["PanelFigures", "measure", "show"]

NAME = "smallcode-nb"
PATIENCE_MS = 120_000
_READY = """name => window.jupyterapp?.commands.hasCommand('smallcode:open') &&
  window.jupyterapp.shell.currentWidget?.context?.path === name"""
_OPEN = """async () => {
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  const began = performance.now();
  await window.jupyterapp.commands.execute('smallcode:open');
  while (!document.querySelector('.smallcode-Panel textarea')?.checkVisibility()) {
    await frame();
  }
  await frame();
  return performance.now() - began;
}"""


@dataclass(frozen=True, slots=True)
class PanelFigures:
    """Sizes of everything that a page may load, in thousands of bytes; the time in milliseconds."""

    bundle_kb: float
    bundle_gzip_kb: float
    first_paint_ms: float
    pages: int


def measure(repeat: int = 5) -> PanelFigures:
    """Open the panel on `repeat` fresh pages. Raises SmallCodeError where Chromium or the built panel is missing."""
    files = [path for path in _static() if path.suffix in (".js", ".css")]
    if not files:
        raise SmallCodeError("The panel is not built here.", "Build it with make panel, or install the wheel.")
    times = _paint_times(max(1, repeat))
    return PanelFigures(
        bundle_kb=round(sum(path.stat().st_size for path in files) / 1000, 1),
        bundle_gzip_kb=round(sum(len(gzip.compress(path.read_bytes())) for path in files) / 1000, 1),
        first_paint_ms=round(statistics.median(times), 1),
        pages=len(times),
    )


def show(figures: PanelFigures, *, as_json: bool) -> None:
    """Print the measurement, as one JSON object on the last line if asked for."""
    print(f"bundle: {figures.bundle_kb} kB, {figures.bundle_gzip_kb} kB compressed")
    print(f"first paint of the panel: {figures.first_paint_ms} ms, median of {figures.pages} pages")
    if as_json:
        print(json.dumps(asdict(figures)))


def _static() -> list[Path]:
    """The files of the panel that JupyterLab would show here."""
    from jupyter_core.paths import jupyter_path

    folders = (Path(folder) / NAME / "static" for folder in jupyter_path("labextensions"))
    return next(([*folder.iterdir()] for folder in folders if folder.is_dir()), [])


def _paint_times(repeat: int) -> list[float]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SmallCodeError("There is no Chromium here.", "Install one (Debian: apt-get install chromium).")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise SmallCodeError("Playwright is not installed.", "Install it with pip install playwright.") from error
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home, sync_playwright() as playwright:
        server = start(Path(home) / "lab")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            return [_paint_time(browser, server, place) for place in range(repeat)]
        finally:
            browser.close()
            server.stop()


def _paint_time(browser: Any, server: LabServer, place: int) -> float:
    """One page without anything cached, with a notebook of its own in front."""
    name = f"page-{place}.ipynb"
    (server.root / name).write_text(json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{server.url}lab/workspaces/auto-{place}/tree/{name}?token={server.token}")
    page.wait_for_function(_READY, arg=name)
    took = float(page.evaluate(_OPEN))
    context.close()
    return took
