"""`smallcode-nb bench WHAT`: measurements of the product itself."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

HELP = "measure the product on this machine"
EXAMPLE = "smallcode-nb bench load --json"


def add_arguments(parser: ArgumentParser) -> None:
    """What to measure."""
    parser.add_argument("what", choices=("load",), help="load: %%load_ext smallcode_nb in a fresh shell")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="fresh processes (default: 5)")


def run(arguments: Namespace) -> int:
    """Measure and print."""
    from ..bench.load import measure, show

    show(measure(arguments.repeat), as_json=arguments.json)
    return 0
