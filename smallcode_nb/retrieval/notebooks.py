"""A notebook file's JSON → fragments, one per cell.

Knows the notebook formats 3 to 4.5 and is lenient about the rest; keeps the shape
of outputs, never their content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .fragments import Extracted, Fragment, FragmentKind, Skipped, SkipReason
from .markdown import Headings
from .secrets import secret_text
from .source import clean, names

_ROWS_COLUMNS = re.compile(r"\[?(\d+) rows x (\d+) columns\]?")
_PIECE = 12_000  #: characters of one cell that are kept


def read_notebook(text: str, path: str) -> Extracted:
    """Fragments of every cell with content; an invalid notebook gives one `Skipped` and nothing else."""
    try:
        content = json.loads(text)
        cells = list(_cells(content))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        return Extracted(skipped=(Skipped(path, SkipReason.INVALID, str(error)[:120]),))
    language = _language(content)
    fragments: list[Fragment] = []
    skipped: list[Skipped] = []
    headings = Headings()
    for number, cell in enumerate(cells, start=1):
        made = _fragment(cell, path, number, headings, language)
        if made is None:
            continue
        kind = secret_text(made.text)
        if kind:
            skipped.append(Skipped(f"{path}#{made.cell}", SkipReason.SECRET, kind))
        else:
            fragments.append(made)
    return Extracted(tuple(fragments), tuple(skipped))


def _cells(content: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(content, Mapping) or not isinstance(content.get("nbformat"), int):
        raise ValueError("no nbformat number")
    if content["nbformat"] >= 4:
        found = content.get("cells")
    else:
        found = [cell for sheet in content.get("worksheets", ()) for cell in sheet.get("cells", ())]
    if not isinstance(found, list) or not all(isinstance(cell, Mapping) for cell in found):
        raise ValueError("no list of cells")
    yield from found


def _language(content: Mapping[str, Any]) -> str:
    metadata = content.get("metadata")
    spec = metadata.get("kernelspec") if isinstance(metadata, Mapping) else None
    name = spec.get("language") if isinstance(spec, Mapping) else None
    return str(name or "python").lower()


def _fragment(cell: Mapping[str, Any], path: str, number: int, headings: Headings, language: str) -> Fragment | None:
    kind = cell.get("cell_type")
    text = _joined(cell.get("source", cell.get("input", "")))[:_PIECE]
    identity = str(cell.get("id") or f"cell-{number}")
    if kind == "heading":
        level = cell.get("level", 1)
        text, kind = "#" * (level if isinstance(level, int) else 1) + " " + text, "markdown"
    if kind == "markdown":
        above = headings.read(text)
        return _prose(text, path, identity, above)
    if kind == "code" and text.strip():
        return _code(text, path, identity, headings.path, language, _shapes(cell.get("outputs")))
    return None


def _prose(text: str, path: str, cell: str, title: str) -> Fragment | None:
    if not text.strip():
        return None
    return Fragment(FragmentKind.MARKDOWN, path, text.strip(), cell, _span(text), title)


def _code(text: str, path: str, cell: str, title: str, language: str, outputs: str) -> Fragment | None:
    source = clean(text)
    if not source.text.strip():
        return None
    python = source.tree is not None and language in ("python", "python2", "python3", "ipython")
    defines, uses = names(source.tree) if python and source.tree else ((), ())
    kind = FragmentKind.CELL
    return Fragment(kind, path, source.text, cell, _span(text), title, "", "", defines, uses, (), outputs)


def _span(text: str) -> tuple[int, int]:
    return (1, text.count("\n") + 1)


def _joined(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else ""


def _shapes(outputs: Any) -> str:
    if not isinstance(outputs, Sequence) or isinstance(outputs, str):
        return ""
    found = (_shape(output) for output in outputs[:4] if isinstance(output, Mapping))
    return ", ".join(dict.fromkeys(shape for shape in found if shape))


def _shape(output: Mapping[str, Any]) -> str:
    kind = output.get("output_type", "")
    if kind in ("error", "pyerr"):
        return f"error {str(output.get('ename', ''))[:40]}"
    if kind == "stream":
        return "printed text"
    data = output.get("data", output)
    if not isinstance(data, Mapping):
        return ""
    if any(str(mime).startswith("image/") or mime in ("png", "svg", "jpeg") for mime in data):
        return "figure"
    plain = _joined(data.get("text/plain", data.get("text", "")))[-400:]
    table = _ROWS_COLUMNS.search(plain)
    if table:
        return f"table {table[1]} × {table[2]}"
    return "table" if "text/html" in data or "html" in data else ("value" if plain else "")
