"""`smallcode-nb bench latency`: the loop's time over one plain greedy generation, and where it goes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "time the loop against one greedy generation, stage by stage"
EXAMPLE = "smallcode-nb bench latency --tasks tiny-heldout --limit 40 --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Tasks and model."""
    add = parser.add_argument
    add("--tasks", default="tiny-heldout", metavar="SET", help="as in bench run (default: tiny-heldout)")
    add("--model", default="smallcode-tiny", help="as in bench run (default: smallcode-tiny)")
    add("--limit", type=int, default=40, metavar="TASKS", help="only the first tasks (default: 40)")
    add("--n", type=int, default=8, help="draws of the loop's first batch (default: 8)")
    add("--out", type=Path, metavar="FILE", help="one JSON line per task")
    add("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Time and print."""
    from ..bench.latency_run import main

    return main(arguments)
