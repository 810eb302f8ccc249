"""The GPU benchmark: which cases, in which order, each result kept at once, one broken case never the end.

The cases run in a child process, because a CUDA error spoils the process it happens in; what the child did not
reach, the next child does. Knows nothing about CUDA; importing it imports nothing heavy.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..errors import ModelError

__all__ = ["CASES", "measure", "table"]

#: model / backend / bits, most important first
CASES = (
    "codellama-7b-instruct/exllamav2/16",
    "codellama-7b-instruct/exllamav2/4",
    "codellama-7b-instruct/transformers/16",
    "qwen2.5-coder-1.5b-instruct/exllamav2/16",
    "qwen2.5-coder-1.5b-instruct/exllamav2/4",
    "qwen2.5-coder-1.5b-instruct/transformers/16",
    "phi-3-mini-4k-instruct/exllamav2/16",
    "phi-3-mini-4k-instruct/exllamav2/4",
    "phi-3-mini-4k-instruct/transformers/16",
    "qwen2.5-coder-1.5b-instruct/exllamav2-gather/16",
)
_LONGEST_CASE_S = 90
_ROOMY = 40e9  # bytes a memory disk must have free to be used for the weights


def measure(out: Path, cases: Sequence[str] = CASES, seconds: float = 600.0) -> list[dict[str, Any]]:
    """Run the cases, appending each result to `out` (JSON lines); returns what is there. Raises ModelError."""
    deadline = time.monotonic() + seconds
    left = list(cases)
    with _scratch() as scratch:
        while left and (room := deadline - time.monotonic()) > 0:
            command = [sys.executable, "-m", "smallcode_nb.bench.gpu", str(out), str(scratch), *left]
            try:
                subprocess.run(command, timeout=room, check=False)  # noqa: S603 — its parts are our own
            except subprocess.TimeoutExpired:
                break
            begun = {row["case"] for row in read(out) if row["kind"] == "case"}
            if not begun & set(left):
                raise ModelError("The GPU benchmark could not start.", "Read its messages above.")
            left = [case for case in left if case not in begun]
    return read(out)


def read(out: Path) -> list[dict[str, Any]]:
    """The rows of a results file; one that was cut off is left out."""
    rows = []
    for line in out.read_text(encoding="utf-8").splitlines() if out.is_file() else ():
        try:
            rows.append(json.loads(line))
        except ValueError:
            continue
    return rows


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A Markdown table, one line for each case and batch size, with what was measured around it."""
    lines = [*[str(row["text"]) for row in rows if row["kind"] == "machine"][-1:], ""]
    lines.append("| model | backend | bits | n | step, ms | limit, ms | of limit | tokens/s | request, s | peak GB |")
    lines.append("|---|---|---|---|---|---|---|---|---|---|")
    figures = [row for row in rows if row["kind"] == "figure"]
    for row in figures:
        model, backend, bits = row["case"].split("/")
        cells = [model, backend, bits, str(row["n"]), f"{row['step_ms']:.2f}", f"{row['limit_ms']:.2f}"]
        cells += [f"{row['limit_ms'] / row['step_ms']:.0%}", f"{row['tokens_per_s']:.0f}"]
        cells += [f"{row['wall_s']:.2f}", f"{row['peak_gb']:.1f}"]
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("")
    for case in dict.fromkeys(row["case"] for row in figures):
        own = {row["n"]: row for row in figures if row["case"] == case}
        if {1, 8} <= set(own):
            steps, walls = own[8]["step_ms"] / own[1]["step_ms"], own[8]["wall_s"] / own[1]["wall_s"]
            lines.append(f"- {case}: n=8 over n=1: step {steps:.2f}, request {walls:.2f}")
    lines += [f"- {row['case']}: failed, {row['text']}" for row in rows if row["kind"] == "failed"]
    return "\n".join(lines)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder for weights, in memory where that is large enough."""
    shared = Path("/dev/shm")  # noqa: S108 — a fresh folder of its own inside
    roomy = shared.is_dir() and shutil.disk_usage(shared).free > _ROOMY
    folder = Path(tempfile.mkdtemp(prefix="smallcode-gpu-", dir=shared if roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _append(out: Path, kind: str, case: str = "", **told: Any) -> None:
    with out.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"kind": kind, "case": case, **told}) + "\n")


def _run(out: Path, scratch: Path, cases: Sequence[str]) -> None:
    """In the child: one case after another, until one fails."""
    import torch

    from .gpu_time import copy_bytes_per_s

    speed = copy_bytes_per_s()
    names = f"{torch.cuda.get_device_name(0)}, torch {torch.__version__}, copies {speed / 1e12:.2f} TB/s"
    _append(out, "machine", text=names, bytes_per_s=speed)
    for place, case in enumerate(cases):
        _append(out, "case", case)
        # the default action of this signal ends the process, also inside a library
        signal.alarm(_LONGEST_CASE_S)
        try:
            _run_case(out, scratch, case, speed)
        except Exception as error:
            _append(out, "failed", case, text=f"{type(error).__name__}: {str(error).splitlines()[:1]}")
            raise
        signal.alarm(0)
        model = case.partition("/")[0]
        if not any(other.startswith(f"{model}/") for other in cases[place + 1 :]):
            for folder in scratch.glob(f"{model}-*"):
                shutil.rmtree(folder, ignore_errors=True)


def _run_case(out: Path, scratch: Path, case: str, speed: float) -> None:
    import torch

    from .gpu_models import layout_of, write_exl2, write_half
    from .gpu_time import Workload, time_exllamav2, time_transformers

    model, backend, bits = case.split("/")
    layout, folder, work = layout_of(model), scratch / f"{model}-{bits}", Workload()
    if not folder.is_dir():
        began = time.perf_counter()
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        (write_half if bits == "16" else write_exl2)(layout, part)
        part.rename(folder)
        torch.cuda.empty_cache()
        _append(out, "written", case, seconds=round(time.perf_counter() - began, 2))
    if backend == "transformers":
        results = time_transformers(folder, layout, work)
    else:
        results = time_exllamav2(folder, layout, float(bits), work, kernels=backend == "exllamav2")
    for kind, value in results:
        if isinstance(value, float):
            _append(out, kind, case, seconds=value)
            continue
        tokens = value.n * (work.prompt + work.new // 2)
        limit = layout.step_bytes(float(bits), tokens) / speed * 1000
        _append(out, "figure", case, limit_ms=round(limit, 3), **asdict(value))


def main() -> None:
    """The child: results file, folder for weights, cases."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("scratch", type=Path)
    parser.add_argument("cases", nargs="+")
    options = parser.parse_args()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    _run(options.out, options.scratch, options.cases)


if __name__ == "__main__":
    main()
