"""`smallcode-nb bench report`: results files → one Markdown page and a figure."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "render results files as Markdown, with a figure"
EXAMPLE = "smallcode-nb bench report results.jsonl --out docs/benchmarks.md --figure docs/benchmarks.png"


def add_arguments(parser: ArgumentParser) -> None:
    """Results in, page and figure out."""
    parser.add_argument("results", nargs="+", type=Path, help="files that bench run wrote")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the page there instead of printing it")
    parser.add_argument("--figure", type=Path, metavar="FILE", help="draw pass@1 by arm there (.png or .svg)")


def run(arguments: Namespace) -> int:
    """Render."""
    import os

    from ..bench.report import draw, render
    from ..bench.results import read_results

    sets = [read_results(path) for path in arguments.results]
    figure = ""
    if arguments.figure:
        draw(sets, arguments.figure)
        figure = os.path.relpath(arguments.figure, (arguments.out or Path("page")).parent)
    page = render(sets, figure)
    if arguments.out:
        arguments.out.write_text(page, encoding="utf-8")
    else:
        print(page, end="")
    return 0
