"""The two sets retrieval is judged on: CoSQA dev, and exercises from real notebooks.

Knows where queries and relevant fragments come from; knows nothing about how they
are searched.
"""

from __future__ import annotations

import gzip
import json
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import RetrievalError
from ..retrieval.definitions import read_python
from ..retrieval.fragments import Fragment, FragmentKind
from ..retrieval.notebooks import read_notebook

_STEP = re.compile(r"(?i)^[#\s]*(?:\*\*)?(?:(?:step|ex(?:ercise)?|question|bonus)\b)?\s*[\d.:)\-–\s]*")
#: asked in almost every notebook and answered by the same line
_TRIVIAL = re.compile(r"(?i)import the (?:necessary )?(?:librar|dataset|data)|assign (?:it|each|this)|^introduction")
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Fragments to search, queries, and for each query the keys of the relevant fragments."""

    name: str
    fragments: tuple[Fragment, ...]
    queries: tuple[str, ...]
    relevant: tuple[frozenset[str], ...]


def cosqa(folder: Path) -> JudgedSet:
    """500 web queries, one relevant function each of 6,267."""
    functions = _json(folder / "cosqa-functions.json.gz")
    rows = _json(folder / "cosqa-queries-dev.json.gz")
    fragments = tuple(_function(source, number) for source, number in sorted(functions.items(), key=lambda f: f[1]))
    queries = tuple(row["doc"] for row in rows)
    relevant = tuple(frozenset({fragments[row["retrieval_idx"]].key}) for row in rows)
    return JudgedSet("cosqa", fragments, queries, relevant)


def notebook_pairs(folder: Path) -> JudgedSet:
    """Exercise text → solution cell, from the pandas exercises and the IPython notebooks.

    A query is the prose above a code cell. That prose is taken out of the cell's own
    heading path, so that a cell is found by its code and its context, not by holding
    the query. Cells under equal prose are all relevant; prose asked everywhere is left out.
    """
    fragments: dict[str, Fragment] = {}
    answers: dict[str, set[str]] = defaultdict(set)
    for path, content in _notebooks(folder / "notebooks.tar.gz"):
        for prose, fragment in _pairs(path, content):
            fragments[fragment.key] = fragment
            if prose:
                answers[prose].add(fragment.key)
    kept = {prose: keys for prose, keys in answers.items() if len(keys) <= 4}
    return JudgedSet("notebooks", tuple(fragments.values()), tuple(kept), tuple(map(frozenset, kept.values())))


def _function(source: str, number: int) -> Fragment:
    """The function as our own reader sees it; one that is not Python 3 stays text under its name."""
    found = [f for f in read_python(source, f"f{number}.py").fragments if f.kind is FragmentKind.DEFINITION]
    if found:
        return replace(found[0], path=f"f{number}.py")
    name = re.search(r"def\s+(\w+)", source)
    doc = re.search(r'"""(.*?)"""', source, re.DOTALL)
    title, text = name[1] if name else "", doc[1].strip() if doc else ""
    return Fragment(FragmentKind.DEFINITION, f"f{number}.py", source, title=title, doc=text)


def _pairs(path: str, content: dict[str, Any]) -> Iterator[tuple[str, Fragment]]:
    """(prose or "", code fragment) of one notebook, with the prose blanked out."""
    cells = content.get("cells", [])
    prose_of: dict[str, str] = {}
    prose = ""
    for number, cell in enumerate(cells, start=1):
        text = "".join(cell.get("source", ()))
        if cell.get("cell_type") == "markdown":
            prose = _question(text)
            if prose:
                cell["source"] = ""
        elif cell.get("cell_type") == "code" and text.strip():
            prose_of[str(cell.get("id") or f"cell-{number}")] = prose
            prose = ""
    for fragment in read_notebook(json.dumps(content), path).fragments:
        if fragment.kind is FragmentKind.CELL:
            yield prose_of.get(fragment.cell, ""), fragment


def _question(text: str) -> str:
    """The last paragraph's words without "Step 4."; "" when it asks too little to be found by."""
    paragraphs = [part for part in re.split(r"\n\s*\n|\n(?=#)", text.strip()) if part.strip()]
    if not paragraphs:
        return ""
    question = " ".join(_STEP.sub("", paragraphs[-1]).split())
    question = re.sub(r"\[([^\]]*)\]\([^)]*\)|<[^>]+>", r"\1", question)[:400]
    few = len(re.findall(r"[A-Za-z]{2,}", question)) < _FEWEST_WORDS
    return "" if few or _TRIVIAL.search(question) else question


def _notebooks(archive: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        with tarfile.open(archive) as tar:
            for member in sorted(tar.getmembers(), key=lambda m: m.name):
                held = tar.extractfile(member) if member.name.endswith(".ipynb") else None
                if held is not None:
                    yield member.name, json.loads(held.read())
    except OSError as error:
        raise _missing(archive) from error


def _json(path: Path) -> Any:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        raise _missing(path) from error


def _missing(path: Path) -> RetrievalError:
    return RetrievalError(f"There is no {path}.", "Name the folder of the public data sets with SMALLCODE_DATA.")
