"""Collects what a running candidate displays, up to a limit.

Knows the messages of Jupyter's iopub channel; knows nothing about kernels' lives.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..agent.types import Output

if TYPE_CHECKING:
    from .source import KernelClient

MAX_BYTES = 10 * 2**20
_KINDS = {"display_data": "display", "execute_result": "result"}
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class FloodError(Exception):
    """More output than anyone would read."""


class Outputs:
    """The outputs of one request, in order; streams of the same name are merged."""

    def __init__(self, limit: int = MAX_BYTES) -> None:
        self._left = limit
        self._parts: list[list[Any]] = []
        self._displays: dict[str, list[Any]] = {}
        self._clear_next = False

    async def collect(self, client: KernelClient, request: str) -> None:
        """Read until the kernel is idle again. Raises FloodError."""
        while True:
            message = await client.get_iopub_msg()
            if message["parent_header"].get("msg_id") == request and self._add(message["msg_type"], message["content"]):
                return

    @property
    def all(self) -> tuple[Output, ...]:
        """Everything so far, but nothing after a flood."""
        if self._left < 0:
            return ()
        return tuple(Output(kind, tuple(data.items())) for kind, data in self._parts)

    def _add(self, kind: str, content: dict[str, Any]) -> bool:
        if kind == "status":
            return bool(content["execution_state"] == "idle")
        if kind == "clear_output":
            self._clear(wait=bool(content.get("wait")))
        elif kind == "stream":
            self._clear_if_due()
            self._stream(str(content["name"]), str(content["text"]))
        elif kind in _KINDS:
            self._clear_if_due()
            self._display(_KINDS[kind], content)
        elif kind == "update_display_data":
            self._update(content)
        return False

    def _stream(self, name: str, text: str) -> None:
        self._take(len(text))
        last = self._parts[-1] if self._parts else None
        text = _ANSI.sub("", text)
        if last is not None and last[0] == "stream" and last[1]["name"] == name:
            last[1]["text/plain"] += text
        else:
            self._parts.append(["stream", {"text/plain": text, "name": name}])

    def _display(self, kind: str, content: dict[str, Any]) -> None:
        part = [kind, self._bundle(content)]
        self._parts.append(part)
        known = (content.get("transient") or {}).get("display_id")
        if known:
            self._displays[str(known)] = part

    def _update(self, content: dict[str, Any]) -> None:
        part = self._displays.get(str((content.get("transient") or {}).get("display_id")))
        if part is not None:
            part[1] = self._bundle(content)

    def _bundle(self, content: dict[str, Any]) -> dict[str, str]:
        data = content.get("data") or {}
        bundle = {str(mime): value if isinstance(value, str) else json.dumps(value) for mime, value in data.items()}
        self._take(sum(map(len, bundle.values())))
        return bundle

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise FloodError

    def _clear(self, *, wait: bool) -> None:
        if wait:
            self._clear_next = True
        else:
            self._parts.clear()

    def _clear_if_due(self) -> None:
        if self._clear_next:
            self._parts.clear()
            self._clear_next = False
