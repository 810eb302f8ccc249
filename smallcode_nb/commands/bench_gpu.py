"""`smallcode-nb bench gpu`: builds ExLlamaV2's extension, then times models of real shapes with random weights."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "time ExLlamaV2 and transformers on an NVIDIA GPU, random weights in real shapes"
EXAMPLE = "smallcode-nb bench gpu --out gpu.jsonl"


def add_arguments(parser: ArgumentParser) -> None:
    """What to run, how long, where to keep results."""
    from ..bench.gpu import CASES

    parser.add_argument("--out", type=Path, default=Path("gpu.jsonl"), help="results, one JSON object a line, appended")
    parser.add_argument("--cases", nargs="+", default=list(CASES), metavar="CASE", help="model/backend/bits")
    parser.add_argument("--seconds", type=float, default=600.0, metavar="S", help="end after that long (default: 600)")
    parser.add_argument("--build-only", action="store_true", help="only compile the extension; no GPU is used")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Build, measure, print."""
    from ..bench.gpu import measure, table
    from ..models.exllamav2_files import check_device
    from ..models.exllamav2_opening import import_library

    if not arguments.build_only:
        check_device()
    began = time.perf_counter()
    library = import_library()
    built = time.perf_counter() - began
    print(f"ExLlamaV2 {library.__version__} is ready after {built:.1f} s.", flush=True)
    if arguments.build_only:
        return 0
    rows = measure(arguments.out, arguments.cases, arguments.seconds)
    print(table(rows))
    if arguments.json:
        print(json.dumps({"build_s": round(built, 1), "rows": rows}))
    return 0
