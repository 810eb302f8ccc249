"""`smallcode-nb bench retrieval`: how well and how fast the right code is found."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "measure retrieval: CoSQA and notebook pairs, latency and memory by size, indexing rate"
EXAMPLE = "smallcode-nb bench retrieval --sizes 1000 10000 --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Where the data is and how far to grow the index."""
    folder = Path(os.environ.get("SMALLCODE_DATA", "data"))
    parser.add_argument("--data", type=Path, default=folder, metavar="FOLDER", help="default: $SMALLCODE_DATA")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], metavar="N")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Measure and print."""
    from ..bench.retrieval import measure, show

    show(measure(arguments.data, sizes=arguments.sizes), as_json=arguments.json)
    return 0
