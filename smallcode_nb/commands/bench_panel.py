"""`smallcode-nb bench panel`: the JupyterLab panel's size and the time until it can be used."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

HELP = "how large the JupyterLab panel is and how soon it is there (needs Chromium)"
EXAMPLE = "smallcode-nb bench panel --json"


def add_arguments(parser: ArgumentParser) -> None:
    """How often, and how it is printed."""
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="fresh pages (default: 5)")


def run(arguments: Namespace) -> int:
    """Measure and print."""
    from ..bench.panel import measure, show

    show(measure(arguments.repeat), as_json=arguments.json)
    return 0
