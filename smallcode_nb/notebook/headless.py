"""Executing a notebook as a person would: every handed-over cell is inserted and run, and its story printed.

Knows nbclient and the payloads of a kernel's reply; knows nothing about the loop.
"""

from __future__ import annotations

import asyncio
import textwrap
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from .handover import METADATA_KEY

__all__ = ["execute"]

_HEADER = "# smallcode: "


def execute(notebook: Path, save: Path | None = None, timeout_s: int = 300) -> int:
    """Execute `notebook`, print each request's story; 1 when a request found nothing or a cell failed."""
    document = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]  # nbformat is untyped
    walk = _Walk(document, notebook.parent, timeout_s)
    try:
        asyncio.run(walk.run())
    finally:
        if save is not None:
            nbformat.write(document, save)  # type: ignore[no-untyped-call]
    print(f"{walk.answered} of {walk.requests} requests answered.")
    return 0 if walk.answered == walk.requests and not walk.failed else 1


class _Walk:
    """One pass over the cells of a notebook."""

    def __init__(self, document: Any, folder: Path, timeout_s: int) -> None:
        self._document = document
        self._client = NotebookClient(
            document,
            timeout=timeout_s,
            resources={"metadata": {"path": str(folder)}},
            on_cell_executed=self._take_reply,
            extra_arguments=["--SmallCode.display=text", "--IPKernelApp.log_level=ERROR"],
        )
        self._reply: dict[str, Any] = {}
        self.requests = 0
        self.answered = 0
        self.failed = False

    async def run(self) -> None:
        """Execute every cell, the handed-over ones included."""
        async with self._client.async_setup_kernel():
            index = 0
            while index < len(self._document.cells):
                cell = self._document.cells[index]
                if not await self._execute(cell, index):
                    return
                if _is_request(cell):
                    self._tell_request(cell)
                    if handed := self._handed_over():
                        index += 1
                        _place(self._document, index, handed)
                        if not await self._execute(self._document.cells[index], index):
                            return
                        _tell("output", _text_of(self._document.cells[index].outputs))
                index += 1

    async def _execute(self, cell: Any, index: int) -> bool:
        self._reply = {}
        try:
            await self._client.async_execute_cell(cell, index)
        except CellExecutionError as error:
            self.failed = True
            _tell("failed cell", f"{cell.source}\n\n{error.ename}: {error.evalue}")
            return False
        return True

    def _take_reply(self, *, execute_reply: dict[str, Any], **_: Any) -> None:
        self._reply = execute_reply["content"]

    def _handed_over(self) -> str:
        payloads = [p for p in self._reply.get("payload", []) if p.get("source") == "set_next_input"]
        return str(payloads[0]["text"]) if payloads else ""

    def _tell_request(self, cell: Any) -> None:
        self.requests += 1
        record = _provenance(cell)
        self.answered += record.get("label", "unverified") != "unverified"
        print(f"\n[{self.requests}] {cell.source}")
        if code := record.get("code"):
            _tell("code", code)
        _tell("evidence", _text_of(cell.outputs[:1]))


def _is_request(cell: Any) -> bool:
    """Whether a cell asks for code; subcommands leave no provenance and count as plain cells."""
    if cell.cell_type != "code":
        return False
    return cell.source.startswith("%%smallcode") or bool(_provenance(cell))


def _provenance(cell: Any) -> dict[str, Any]:
    """What this run left in the outputs' metadata."""
    for output in cell.get("outputs", []):
        if record := output.get("metadata", {}).get(METADATA_KEY):
            return dict(record)
    return {}


def _place(document: Any, index: int, source: str) -> None:
    """Insert a cell, or renew the one that an earlier run left there."""
    cells = document.cells
    if index < len(cells) and cells[index].cell_type == "code" and cells[index].source.startswith(_HEADER):
        cells[index].source = source
    else:
        cells.insert(index, nbformat.v4.new_code_cell(source))  # type: ignore[no-untyped-call]


def _text_of(outputs: list[Any]) -> str:
    return "\n".join(text for output in outputs if (text := _text(output).rstrip()))


def _text(output: Any) -> str:
    if output.output_type == "stream":
        return str(output.text)
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    images = [mime for mime in output.data if mime.startswith("image/")]
    text = str(output.data.get("text/plain", ""))
    return f"({images[0]}) {text}" if images else text


def _tell(title: str, text: str) -> None:
    print(f"  {title}:\n{textwrap.indent(text or '(nothing)', '    ')}", flush=True)
