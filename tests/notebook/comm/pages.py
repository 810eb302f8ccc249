"""A page on the other side of a comm: to a panel in this process, or to a real kernel."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from queue import Empty

from smallcode_nb.notebook.comm.check import by_type, check
from smallcode_nb.notebook.comm.protocol import ToPage

NOTEBOOK = {"path": "analysis/sales.ipynb"}
_numbers = itertools.count(1)


def message(kind, **fields):
    """A message of that type with a fresh id."""
    return {"v": 1, "type": kind, "id": f"m{next(_numbers)}", **fields}


def ask(text="total price", action="write", **fields):
    """An `ask` with a run of its own."""
    return message("ask", run=f"r-{uuid.uuid4().hex[:8]}", action=action, text=text, notebook=NOTEBOOK, **fields)


class Page:
    """Keeps what it is told, each message held against the protocol; waits for messages by type."""

    def __init__(self):
        self.told = []
        self._more = threading.Condition()

    def hear(self, message):
        check(message, by_type(ToPage)[message["type"]])
        with self._more:
            self.told.append(message)
            self._more.notify_all()

    def of(self, kind, **fields):
        """Every message of a type told so far whose fields are these."""
        return [m for m in self.told if m["type"] == kind and all(m.get(k) == v for k, v in fields.items())]

    def wait(self, kind, timeout=20.0, **fields):
        """The first such message, waited for."""
        end = time.monotonic() + timeout
        while not (found := self.of(kind, **fields)):
            assert time.monotonic() < end, f"no {kind} {fields} among {[m['type'] for m in self.told]}"
            self._wait(0.1)
        return found[0]

    def until(self, condition, timeout=20.0):
        """Wait until `condition(self)` holds."""
        end = time.monotonic() + timeout
        while not condition(self):
            assert time.monotonic() < end, f"never true; told {[m['type'] for m in self.told]}"
            self._wait(0.1)

    def _wait(self, seconds):
        with self._more:
            self._more.wait(seconds)


class NearChannel(Page):
    """A channel to a panel of this process."""

    def __init__(self, panel):
        super().__init__()
        self._panel = panel
        self.closed = False
        panel.connect(self)

    def send(self, message):
        self.hear(message)

    def listen(self, receive, closed):
        self.say_raw, self.leave = receive, closed

    def close(self):
        self.closed = True

    def say(self, message):
        self.say_raw(message)
        return message


class FarPage(Page):
    """A page on a comm of a real kernel, on a subshell where it is given one."""

    def __init__(self, kernel, subshell=None, target="smallcode"):
        super().__init__()
        self._client, self._subshell = kernel.client, subshell
        self.comm = uuid.uuid4().hex
        self._send("comm_open", {"comm_id": self.comm, "target_name": target, "data": {}})

    def say(self, message):
        self._send("comm_msg", {"comm_id": self.comm, "data": message})
        return message

    def _send(self, kind, content):
        wire = self._client.session.msg(kind, content)
        if self._subshell is not None:
            wire["header"]["subshell_id"] = self._subshell
        self._client.shell_channel.send(wire)

    def take(self, wire):
        """Whether a message of the kernel was for this page."""
        mine = wire["msg_type"] == "comm_msg" and wire["content"]["comm_id"] == self.comm
        if mine:
            self.hear(wire["content"]["data"])
        return mine


class Desk:
    """Several pages at one kernel: reads the kernel's messages and gives each page its own."""

    def __init__(self, kernel):
        self.kernel = kernel
        self.pages = []
        self.other = []

    def page(self, subshell=None):
        page = FarPage(self.kernel, subshell)
        page._wait = lambda seconds: self.read(seconds)
        self.pages.append(page)
        return page

    def read(self, seconds=0.1):
        try:
            wire = self.kernel.client.get_iopub_msg(timeout=seconds)
        except Empty:
            return
        if not any(page.take(wire) for page in self.pages):
            self.other.append(wire)

    def subshell(self):
        """A subshell's id."""
        client = self.kernel.client
        client.control_channel.send(client.session.msg("create_subshell_request", {}))
        reply = client.get_control_msg(timeout=20)
        assert reply["content"]["status"] == "ok", reply["content"]
        return reply["content"]["subshell_id"]

    def start(self, code):
        """Begin a cell and leave it running."""
        return self.kernel.client.execute(code, store_history=True)

    def finished(self, request):
        """Whether a cell has ended."""
        return any(
            wire["msg_type"] == "status"
            and wire["content"]["execution_state"] == "idle"
            and wire["parent_header"].get("msg_id") == request
            for wire in self.other
        )
