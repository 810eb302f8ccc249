"""Driving a real kernel as a front end does: execute, watch, interrupt."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty

from jupyter_client.manager import KernelManager

HERE = Path(__file__).parent

SETUP = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
from support import ScriptedExecutor, scripted
from smallcode_nb.notebook.extension import load
executor = ScriptedExecutor()
session = load(get_ipython(), scripted(%s, executor=executor))
"""


@dataclass
class Answer:
    """What a front end got for one cell."""

    status: str = ""
    payload: list = field(default_factory=list)
    outputs: list = field(default_factory=list)

    @property
    def shown(self):
        """The outputs as they stand in the end: updates replace what they update."""
        final = {}
        for number, (kind, content) in enumerate(self.outputs):
            place = content.get("transient", {}).get("display_id", number)
            if kind in ("display_data", "update_display_data", "execute_result"):
                final[place] = content
        return list(final.values())

    @property
    def text(self):
        plain = [content["data"].get("text/plain", "") for content in self.shown]
        streams = [content["text"] for kind, content in self.outputs if kind == "stream"]
        return "\n".join(plain + streams)

    @property
    def handed(self):
        return [p["text"] for p in self.payload if p["source"] == "set_next_input"]


class Kernel:
    """A running kernel with the extension over a scripted wiring."""

    def __init__(self, manager, client):
        self.manager = manager
        self.client = client

    def script(self, *replies):
        assert self.execute(SETUP % ", ".join(map(repr, replies))).status == "ok"

    def execute(self, code, interrupt_when="", interrupts=1):
        """Run a cell; interrupt the kernel once an output holds `interrupt_when`, and again after each second."""
        request = self.client.execute(code, store_history=True)
        answer, sent, next_at, until = Answer(), 0, 0.0, time.monotonic() + 60
        while time.monotonic() < until:
            if (
                interrupt_when
                and sent < interrupts
                and time.monotonic() > next_at
                and interrupt_when in str(answer.outputs)
            ):
                self.manager.interrupt_kernel()
                sent, next_at = sent + 1, time.monotonic() + 1
            try:
                message = self.client.get_iopub_msg(timeout=0.05)
            except Empty:
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            answer.outputs.append((message["msg_type"], message["content"]))
        reply = self._reply(request)
        answer.status, answer.payload = reply["status"], reply.get("payload", [])
        return answer

    def complete(self, code):
        return self._reply(self.client.complete(code, len(code)))["matches"]

    def value(self, expression):
        [(_, content)] = [o for o in self.execute(expression).outputs if o[0] == "execute_result"]
        return content["data"]["text/plain"]

    def _reply(self, request):
        while True:
            reply = self.client.get_shell_msg(timeout=30)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]


@contextmanager
def running_kernel():
    root = str(HERE.parent.parent)
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    manager = KernelManager(kernel_name="python3", transport="ipc")
    manager.start_kernel(env={**os.environ, "PYTHONPATH": path})
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield Kernel(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
