"""`smallcode-nb index [PATH…]`: bring a project's index up to date."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..retrieval.api import Progress, RetrievalSettings

HELP = "index a project's notebooks and code, so that requests can draw on them"
EXAMPLE = "smallcode-nb index notebooks/ src/"


def add_arguments(parser: ArgumentParser) -> None:
    """Paths and where the index is kept."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: the project)")
    parser.add_argument("--store", default="embedded", help="embedded, path:FOLDER or the address of a Qdrant server")
    parser.add_argument("--words-only", action="store_true", help="no embeddings, for small machines")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Index and print what was done; 130 when it was interrupted."""
    from ..retrieval.api import index_project
    from ..retrieval.progress import report_line, skipped_rows

    start = arguments.paths[0] if arguments.paths else Path.cwd()
    show = _show if sys.stderr.isatty() else _silent
    report = index_project(start, arguments.paths, settings=settings(arguments), progress=show)
    print(report_line(report))
    for place, reason in skipped_rows(report.skipped):
        print(f"  left out: {place} ({reason})")
    if arguments.json:
        counts = {name: getattr(report, name) for name in ("files", "changed", "removed", "fragments", "total")}
        print(json.dumps({**counts, "skipped": len(report.skipped), "seconds": round(report.seconds, 3)}))
    return 130 if report.cancelled else 0


def settings(arguments: Namespace) -> RetrievalSettings:
    """The retrieval settings that the shared flags name."""
    from ..retrieval.api import RetrievalSettings

    return RetrievalSettings(store=arguments.store, runtime="none" if arguments.words_only else "auto")


def _show(progress: Progress) -> None:
    from ..retrieval.progress import progress_line

    end = "\n" if progress.done == progress.total else ""
    print("\r" + progress_line(progress), end=end, file=sys.stderr, flush=True)


def _silent(progress: Progress) -> None:
    del progress
