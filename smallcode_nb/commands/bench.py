"""`smallcode-nb bench WHAT`: measurements of the product itself, one small module `bench_WHAT` each."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from importlib import import_module
from typing import cast

from . import Command

HELP = "measure the product on this machine"
EXAMPLE = "smallcode-nb bench load --json"

PARTS = ("run", "report", "load", "kernels", "engine", "edge", "gpu", "regurgitation", "latency", "panel", "retrieval")


def add_arguments(parser: ArgumentParser) -> None:
    """One sub-command per measurement."""
    parts = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name in PARTS:
        part = _part(name)
        sub = parts.add_parser(
            name,
            help=part.HELP,
            description=f"{part.HELP[0].upper()}{part.HELP[1:]}.",
            epilog=f"example:\n  {part.EXAMPLE}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        part.add_arguments(sub)


def run(arguments: Namespace) -> int:
    """Hand over to the measurement."""
    return _part(arguments.what).run(arguments)


def _part(name: str) -> Command:
    return cast(Command, import_module(f".bench_{name}", __package__))
