"""`smallcode-nb tiny STEP`: how the embedded model is made and measured, step by step.

Each step is a module with a command line of its own.
"""

from __future__ import annotations

import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from importlib import import_module

from ..errors import MissingExtra

HELP = "make the embedded model again, or measure it"
EXAMPLE = "smallcode-nb tiny score --json"

_MODULES = {
    "corpus": "models.tiny.corpus.generate",
    "train": "models.tiny.train",
    "export": "models.tiny.export",
    "score": "bench.tiny_score",
}


def add_arguments(parser: ArgumentParser) -> None:
    """The step; what follows belongs to it."""
    parser.add_argument("step", choices=tuple(_MODULES), help="corpus, train, export or score; each has its own --help")
    parser.add_argument("options", nargs=REMAINDER, help="the step's own options")


def run(arguments: Namespace) -> int:
    """Hand over to the step's `main`."""
    try:
        module = import_module(f"smallcode_nb.{_MODULES[arguments.step]}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("smallcode_nb"):
            raise
        raise MissingExtra(f"{error.name} is not installed.", "Run: pip install 'smallcode-nb[train]'") from None
    before, sys.argv = sys.argv, [f"smallcode-nb tiny {arguments.step}", *arguments.options]
    try:
        return int(module.main() or 0)
    finally:
        sys.argv = before
