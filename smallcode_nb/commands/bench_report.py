"""`smallcode-nb bench report`: results files → one Markdown page and a figure."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "render results files as Markdown, with a figure"
EXAMPLE = "smallcode-nb bench report results.jsonl --out docs/benchmarks.md --part recorded --figure docs/recorded.png"


def add_arguments(parser: ArgumentParser) -> None:
    """Results in, page and figure out."""
    parser.add_argument("results", nargs="+", type=Path, help="files that bench run wrote")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the page there instead of printing it")
    parser.add_argument(
        "--part",
        default="",
        metavar="NAME",
        help="write only this marked part of --out; `claims` is the table of claims",
    )
    parser.add_argument("--figure", type=Path, metavar="FILE", help="draw pass@1 by arm there (.png or .svg)")


def run(arguments: Namespace) -> int:
    """Render."""
    import os

    from ..bench.figure import draw
    from ..bench.page import put
    from ..bench.report import claims, render, section
    from ..bench.results import read_results

    sets = [read_results(path) for path in arguments.results]
    image = ""
    if arguments.figure:
        draw(sets, arguments.figure)
        image = os.path.relpath(arguments.figure, (arguments.out or Path("page")).parent)
    if not arguments.part:
        page = render(sets, image)
    else:
        shown = [f"![pass@1]({image})"] if image else []
        body = claims(sets) if arguments.part == "claims" else "\n\n".join([*shown, *map(section, sets)])
        before = arguments.out.read_text(encoding="utf-8") if arguments.out and arguments.out.is_file() else ""
        page = put(before, arguments.part, body)
    if arguments.out:
        arguments.out.write_text(page, encoding="utf-8")
    else:
        print(page, end="")
    return 0
