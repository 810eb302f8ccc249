"""Sends files to a remote kernel over its own shell channel, in pieces.

The channel is all that every gateway and provisioner offers. Knows messages and
bytes; nothing about what is sent.
"""

from __future__ import annotations

import ast
import base64
import zlib
from pathlib import Path
from typing import Any

from ...errors import KernelStartFailed
from ..dialogue import reply_to
from ..source import KernelClient

#: bytes of a piece; encoded it stays below the ten megabytes that a gateway's websocket takes
_PIECE = 4 << 20
_RECEIVER = "_smallcode_receive"
_INSTALL = (
    "import sys, types\n"
    f"sys.modules[{_RECEIVER!r}] = types.ModuleType({_RECEIVER!r})\n"
    "exec(compile({source!r}, '<smallcode>', 'exec'), sys.modules[{name!r}].__dict__)\n"
    "del sys, types\n"
)


class Upload:
    """Calls `receive.py` in one remote kernel."""

    def __init__(self, client: KernelClient) -> None:
        self._client = client

    async def begin(self) -> tuple[tuple[int, int], str]:
        """Install the receiver; the remote Python's version and the kernel's folder there."""
        source = Path(__file__).with_name("receive.py").read_text(encoding="utf-8")
        request = self._client.execute(
            _INSTALL.format(source=source, name=_RECEIVER), silent=True, store_history=False, allow_stdin=False
        )
        content = await reply_to(self._client, request)
        if content.get("status") != "ok":
            raise _refused(content)
        major, minor, home = await self._call("begin")
        return (int(major), int(minor)), str(home)

    async def put(self, name: str, data: bytes) -> None:
        """Write a file of that name into the kernel's folder."""
        for start in range(0, max(len(data), 1), _PIECE):
            piece = zlib.compress(data[start : start + _PIECE], 1)
            size = await self._call("put", name, base64.b64encode(piece).decode("ascii"))
        if size != len(data):
            raise KernelStartFailed(f"A remote kernel kept {size} of {len(data)} bytes.", "Free disk space there.")

    async def activate(self, kit: str, spare: str, modules: tuple[str, ...]) -> tuple[str, ...]:
        """Make uploaded modules importable and import `modules`; those that are there."""
        return tuple(map(str, await self._call("activate", kit, spare, list(modules))))

    async def _call(self, function: str, *arguments: object) -> Any:
        call = f"__import__('sys').modules[{_RECEIVER!r}].{function}({', '.join(map(repr, arguments))})"
        request = self._client.execute(
            "", silent=True, store_history=False, allow_stdin=False, user_expressions={"answer": call}
        )
        content = await reply_to(self._client, request)
        answer = (content.get("user_expressions") or {}).get("answer") or {}
        if answer.get("status") != "ok":
            raise _refused(answer or content)
        try:
            return ast.literal_eval(answer["data"]["text/plain"])
        except (KeyError, ValueError, SyntaxError, TypeError) as e:
            raise _refused({"ename": "Answer", "evalue": "it is not what was asked for"}) from e


def _refused(content: dict[str, Any]) -> KernelStartFailed:
    reason = f"{content.get('ename', 'error')}: {content.get('evalue', 'no reason given')}"
    return KernelStartFailed(
        f"A remote kernel could not be made ready ({reason}).", "Check that its kernel spec is a Python with ipykernel."
    )
