"""`smallcode-nb bench load`: what `%load_ext smallcode_nb` costs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

HELP = "how long %%load_ext smallcode_nb takes in a fresh shell"
EXAMPLE = "smallcode-nb bench load --json"


def add_arguments(parser: ArgumentParser) -> None:
    """How often, and how it is printed."""
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="fresh processes (default: 5)")


def run(arguments: Namespace) -> int:
    """Measure and print."""
    from ..bench.load import measure, show

    show(measure(arguments.repeat), as_json=arguments.json)
    return 0
