"""`smallcode-nb bench engine`: the shared engine beside the same model in this process."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

HELP = "time the shared engine: first token, batches, two clients at once"
EXAMPLE = "smallcode-nb bench engine --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Which model, how often."""
    parser.add_argument("--model", default="smallcode-tiny", help="a preset, a directory or a .gguf file")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="of each figure (default: 5)")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Measure and print."""
    from ..bench.engine import measure, report_json, show

    report = measure(arguments.model, max(1, arguments.rounds))
    print(show(report))
    if arguments.json:
        print(json.dumps(report_json(report)))
    return 0
