"""`smallcode-nb bench edge`: the memory of everything together in the edge profile."""

from __future__ import annotations

import json
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HELP = "the memory that one request takes in the edge profile, all processes together"
EXAMPLE = "smallcode-nb bench edge --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Which model, where it is held."""
    parser.add_argument("--model", default="smallcode-tiny", help="a preset, a directory or a .gguf file")
    parser.add_argument(
        "--engine", default="on", choices=("on", "off"), help="off: the model in the notebook's process"
    )
    parser.add_argument(
        "--shape", default="", metavar="PRESET", help="random 4-bit weights of a preset's shape in the model's place"
    )
    parser.add_argument("--limit-gb", type=float, default=0.0, metavar="GB", help="let all of it have no more memory")
    parser.add_argument("--max-tokens", type=int, default=256, metavar="N", help="of one candidate (default: 256)")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Measure and print."""
    from ..bench.edge import measure, report_json, show

    limit = int(arguments.limit_gb * 1e9)
    with _model(arguments) as model:
        cost = measure(model, arguments.engine, limit, arguments.max_tokens)
    print(show(cost))
    if arguments.json:
        print(json.dumps(report_json(cost)))
    return 0


@contextmanager
def _model(arguments: Namespace) -> Iterator[str]:
    """The model that was named, or a file of random weights while it is needed."""
    if not arguments.shape:
        yield arguments.model
        return
    from ..bench.edge_model import write_random_gguf

    with tempfile.TemporaryDirectory(prefix="smallcode-shape-") as folder:
        yield str(write_random_gguf(arguments.shape, Path(folder) / f"{arguments.shape}-random.gguf"))
