"""`smallcode-nb bench regurgitation`: how often a wrong near-duplicate is copied, with and without the guard."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "plant wrong near-duplicates in the retrieval; count answers that copy them"
EXAMPLE = "smallcode-nb bench regurgitation --tasks humaneval --model recorded:completions.jsonl.gz --copies 0.5 --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Tasks, model, and how much a stand-in for a copying model copies."""
    add = parser.add_argument
    add("--tasks", default="humaneval", metavar="SET", help="as in bench run (default: humaneval)")
    add("--model", default="smallcode-tiny", help="as in bench run (default: smallcode-tiny)")
    add(
        "--copies", type=float, default=0.0, metavar="SHARE", help="of the draws that repeat the snippet they are shown"
    )
    add("--n", type=int, default=8, help="draws (default: 8)")
    add("--seeds", type=int, default=3, help="how many seeds (default: 3)")
    add("--limit", type=int, metavar="TASKS", help="only the first tasks")
    add("--runs", type=Path, metavar="FILE", help="keep finished runs there and use them again")
    add("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Plant, answer, count."""
    from ..bench.regurgitation_run import main

    return main(arguments)
