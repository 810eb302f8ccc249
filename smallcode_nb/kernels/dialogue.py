"""One question to a kernel outside the candidate: evaluate an expression, get plain data.

Knows the Jupyter protocol; knows nothing about what is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from .source import KernelClient, LiveKernel

T = TypeVar("T")

MIME = "application/vnd.smallcode.report+json"
_INSIDE = "__import__('smallcode_nb.kernels.inside.witness', fromlist=['prepare'])"


async def ask(client: KernelClient, function: str, *arguments: str | float) -> dict[str, Any] | None:
    """Call a function of `inside/witness.py` in the kernel; its report, or None when it gave none.

    Waits for ever when the kernel is gone: the caller watches over that.
    """
    call = f"{_INSIDE}.{function}({', '.join(map(repr, arguments))})"
    request = client.execute("", silent=True, store_history=False, allow_stdin=False, user_expressions={"report": call})
    content = await reply_to(client, request)
    answer = (content.get("user_expressions") or {}).get("report") or {}
    report = (answer.get("data") or {}).get(MIME)
    return report if isinstance(report, dict) else None


async def unless_died(kernel: LiveKernel, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`, or None when the kernel dies first."""
    doing, dying = asyncio.ensure_future(work), asyncio.ensure_future(kernel.died())
    try:
        await asyncio.wait({doing, dying}, return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else None
    finally:
        doing.cancel()
        dying.cancel()


async def reply_to(client: KernelClient, request: str) -> dict[str, Any]:
    """The content of the shell reply to that message id; replies to others are dropped."""
    while True:
        message = await client.get_shell_msg()
        if message["parent_header"].get("msg_id") == request:
            return dict(message["content"])
