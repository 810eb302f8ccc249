"""`smallcode-nb run NOTEBOOK`: executes a notebook as a person would and prints what each request led to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..errors import MissingExtra, RequestError

HELP = "execute a notebook headless, run each handed-over cell, print request, code, evidence and output"
EXAMPLE = "smallcode-nb run notebooks/quickstart.ipynb --save /tmp/executed.ipynb"


def add_arguments(parser: ArgumentParser) -> None:
    """Notebook, where to save, how long a cell may take."""
    parser.add_argument("notebook", type=Path, help="the notebook to execute; it is not changed")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the executed notebook there")
    parser.add_argument("--timeout", type=int, default=300, metavar="SECONDS", help="for each cell (default: 300)")


def run(arguments: Namespace) -> int:
    """1 when a request got no running candidate or a cell failed."""
    if not arguments.notebook.is_file():
        raise RequestError(f"There is no file {arguments.notebook}.", "Give the path of a notebook.")
    try:
        from ..notebook.headless import execute
    except ImportError as error:
        raise MissingExtra(f"{error.name} is not installed.", "Run: pip install nbclient nbformat") from None
    return execute(arguments.notebook, arguments.save, arguments.timeout)
