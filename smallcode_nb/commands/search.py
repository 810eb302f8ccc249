"""`smallcode-nb search WORDS…`: what a project's index holds on something."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from .index import settings

HELP = "search a project's index and say why each hit matched"
EXAMPLE = 'smallcode-nb search "mean age per occupation"'


def add_arguments(parser: ArgumentParser) -> None:
    """Words, how many hits, and where the index is kept."""
    parser.add_argument("words", nargs="*", metavar="WORD", help="what to look for")
    parser.add_argument("--project", type=Path, default=Path(), metavar="PATH", help="default: the current folder's")
    parser.add_argument("--limit", type=int, default=5, metavar="N", help="hits at most (default: 5)")
    parser.add_argument("--store", default="embedded", help="embedded, path:FOLDER or the address of a Qdrant server")
    parser.add_argument("--words-only", action="store_true", help="an index without embeddings")
    parser.add_argument("--write-pipeline", type=Path, metavar="FILE", help="save the query pipeline as YAML to edit")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Print hits, best first; 1 when there are none."""
    from ..retrieval.api import ProjectIndex

    index = ProjectIndex.at(arguments.project, settings(arguments))
    try:
        if arguments.write_pipeline:
            arguments.write_pipeline.write_text(index.pipeline_now(), encoding="utf-8")
            return 0
        hits = index.search_now(" ".join(arguments.words), limit=arguments.limit)
    finally:
        index.close()
    for hit in hits:
        place = hit.cell or f"lines {hit.lines[0]}–{hit.lines[1]}"
        print(f"{hit.score:.2f}  {hit.path} {place}  [{hit.why}]")
        print("\n".join("      " + line for line in hit.text.split("\n")))
    if not hits:
        print("Nothing found. Is the project indexed? smallcode-nb index")
    if arguments.json:
        print(json.dumps({"hits": [asdict(hit) for hit in hits]}))
    return 0 if hits else 1
