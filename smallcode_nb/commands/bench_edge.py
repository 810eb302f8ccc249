"""`smallcode-nb bench edge`: the memory of everything together in the edge profile."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

HELP = "the memory that one request takes in the edge profile, all processes together"
EXAMPLE = "smallcode-nb bench edge --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Which model, where it is held."""
    parser.add_argument("--model", default="smallcode-tiny", help="a preset, a directory or a .gguf file")
    parser.add_argument(
        "--engine", default="on", choices=("on", "off"), help="off: the model in the notebook's process"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Measure and print."""
    from ..bench.edge import measure, report_json, show

    cost = measure(arguments.model, arguments.engine)
    print(show(cost))
    if arguments.json:
        print(json.dumps(report_json(cost)))
    return 0
