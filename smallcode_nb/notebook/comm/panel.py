"""One panel hub per session: every page that is connected, every run, and what each message leads to.

Runs live here, not in a page: a page that was reloaded asks for their state and goes on. Knows the protocol and
sessions; knows nothing about how messages travel.
"""

from __future__ import annotations

import sys
import uuid
from contextlib import suppress
from pathlib import Path
from threading import RLock, get_ident
from typing import TYPE_CHECKING, Any, cast

from ... import __version__
from ...agent.stop import Stop
from ...errors import RequestError
from ..actions.perform import makers
from ..namespace import user_variables
from . import catalogue, knobs
from .asking import wish_of, words_of
from .completing import complete
from .history import History
from .limits import MAX_BYTES
from .live import LiveRun
from .protocol import VERSION
from .receive import RefusedError, error_message, read, reply_name
from .runner import work
from .status import status

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from concurrent.futures import Future

    from ..session import Session
    from . import from_page as fp
    from .cells import Cells
    from .parts import Capabilities, StatusState
    from .protocol import ToPage
    from .target import Channel

__all__ = ["Panel"]

MOST_WAITING = 20
MOST_HISTORY = 100


class Panel:
    """Answers pages; every method may be called from any thread and raises nothing to it."""

    def __init__(self, session: Session, kernel: Any, cells: Cells, folder: Path | None = None) -> None:
        self._session, self._kernel = session, kernel
        self._name = uuid.uuid4().hex
        self._lock = RLock()
        self._channels: list[Channel] = []
        self._running: dict[str, tuple[LiveRun, Stop]] = {}
        self._history = History(folder if folder is not None else _folder(session))
        self._cells = cells
        self._changing: set[int] = set()
        session.settings.observe(self._changed, knobs.CHANGEABLE)

    # --- pages ----------------------------------------------------------------------------

    def connect(self, channel: Channel, data: object = None) -> None:
        """A page has opened a comm; `data` is what it opened it with, a first message or nothing."""
        with self._lock:
            self._channels.append(channel)
        channel.listen(lambda data: self.receive(channel, data), lambda: self._disconnect(channel))
        if data:
            self.receive(channel, data)

    def close(self) -> None:
        """Stop every run and close every comm."""
        with suppress(ValueError):  # it was closed before
            self._session.settings.unobserve(self._changed, knobs.CHANGEABLE)
        with self._lock:
            running, channels = list(self._running.values()), list(self._channels)
        for _, stop in running:
            stop.set()
        for channel in channels:
            channel.close()
        self._channels.clear()

    def receive(self, channel: Channel, data: object) -> None:
        """Do what one message asks for, or answer with an error."""
        try:
            message = read(data)
            getattr(self, "_" + message["type"].replace("-", "_"))(channel, message)
        except Exception as error:
            channel.send(error_message(error, reply_name(data)))

    def _disconnect(self, channel: Channel) -> None:
        with self._lock:
            if channel in self._channels:
                self._channels.remove(channel)

    def _tell(self, message: ToPage, but: Channel | None = None) -> None:
        """Send to every page; one that cannot be reached is dropped, so that it stops nobody."""
        with self._lock:
            for channel in list(self._channels):
                if channel is but:
                    continue
                try:
                    channel.send(message)
                except Exception:
                    self._disconnect(channel)

    # --- what each message leads to -------------------------------------------------------

    def _hello(self, channel: Channel, message: fp.Hello) -> None:
        state = self._status()
        with self._lock:
            channel.send(
                {
                    "v": VERSION,
                    "type": "welcome",
                    "reply_to": message["id"],
                    "session": self._name,
                    "kernel": str(getattr(self._kernel, "ident", "")),
                    "package": __version__,
                    "python": sys.version.split()[0],
                    "capabilities": self._capabilities(),
                    "status": state,
                    "runs": [run.state() for run, _ in self._running.values()],
                }
            )

    def _ask(self, channel: Channel, message: fp.Ask) -> None:
        again = message.get("again")
        earlier = self._earlier(again["run"], message["text"]) if again is not None else None
        with self._lock:
            self._refuse(message)
            live = LiveRun(message, words_of(message, earlier), self._tell, self._lock)
            wish = wish_of(message, self._session, earlier, cell_running=self._cells.running)
            stop = Stop()
            ahead = self._session.turns.ahead
            self._running[live.name] = (live, stop)
            channel.send(
                {"v": VERSION, "type": "accepted", "reply_to": message["id"], "run": live.name, "ahead": ahead}
            )
            self._tell({"v": VERSION, "type": "run", "reply_to": None, "state": live.state()}, but=channel)
            self._session.asked += 1
        self._later(self._work(live, wish, stop))

    def _stop(self, channel: Channel, message: fp.Stop) -> None:
        live, stop = self._running.get(message["run"], (None, None))
        if stop is not None and live is not None:
            live.enter("stopping")
            stop.set()
        elif self._history.find(message["run"]) is None:
            self._find(message["run"])

    def _subscribe(self, channel: Channel, message: fp.Subscribe) -> None:
        with self._lock:
            for name in message.get("runs", list(self._running)):
                self._send_state(channel, message["id"], self._find(name))

    def _recall(self, channel: Channel, message: fp.Recall) -> None:
        with self._lock:
            self._send_state(channel, message["id"], self._find(message["run"]))

    def _complete(self, channel: Channel, message: fp.Complete) -> None:
        variables = user_variables(self._session.shell)
        start, end, items = complete(message["text"], message["cursor"], variables, Path.cwd())
        channel.send(
            {
                "v": VERSION,
                "type": "completions",
                "reply_to": message["id"],
                "start": start,
                "end": end,
                "items": items,
            }
        )

    def _list_history(self, channel: Channel, message: fp.ListHistory) -> None:
        self._send_history(channel, message["id"], message["notebook"]["path"], message.get("limit", MOST_HISTORY))

    def _forget(self, channel: Channel, message: fp.Forget) -> None:
        with self._lock:
            self._history.forget(message["notebook"]["path"], message.get("run"))
        self._send_history(channel, message["id"], message["notebook"]["path"], MOST_HISTORY)

    def _decided(self, channel: Channel, message: fp.Decided) -> None:
        with self._lock:
            live = self._find(message["run"])
            live.decide(message["candidate"], message["decision"])
            self._history.add(live)

    def _list_models(self, channel: Channel, message: fp.ListModels) -> None:
        models = catalogue.models(self._session)
        channel.send({"v": VERSION, "type": "models", "reply_to": message["id"], "models": models})

    def _read_status(self, channel: Channel, message: fp.ReadStatus) -> None:
        channel.send({"v": VERSION, "type": "status", "reply_to": message["id"], "status": self._status()})

    def _read_settings(self, channel: Channel, message: fp.ReadSettings) -> None:
        wanted, settings = message.get("change"), self._session.settings
        if wanted:
            self._changing.add(get_ident())
            try:
                knobs.change(settings, wanted, catalogue.names(self._session))
            finally:
                self._changing.discard(get_ident())
            self._tell_settings(but=channel)
        entries = knobs.entries(settings)
        channel.send({"v": VERSION, "type": "settings", "reply_to": message["id"], "settings": entries})

    # --- runs -----------------------------------------------------------------------------

    async def _work(self, live: LiveRun, wish: Any, stop: Stop) -> None:
        self._tell_status()
        try:
            await work(live, wish, self._session, stop)
        finally:
            with self._lock:
                self._running.pop(live.name, None)
                self._history.add(live)
            self._tell_status()

    def _refuse(self, message: fp.Ask) -> None:
        """Raise what speaks against a new run."""
        if message["run"] in self._running or self._history.find(message["run"]) is not None:
            raise RequestError(f"There is a run {message['run']} already.", "Give every request a name of its own.")
        if len(self._running) >= MOST_WAITING:
            raise RequestError(f"{MOST_WAITING} requests wait already.", "Stop some of them, or wait for them.")

    def _find(self, name: str) -> LiveRun:
        """A run in progress or still whole; raises RefusedError."""
        live = self._running[name][0] if name in self._running else self._history.find(name)
        if live is None:
            raise RefusedError("unknown-run", f"There is no run {name} any more.", "Ask again.")
        return live

    def _earlier(self, name: str, text: str) -> LiveRun | None:
        """The run that is asked again; None when only its words are left, which the page then has to bring."""
        try:
            return self._find(name)
        except RefusedError:
            if not text.strip():
                raise
            return None

    def _send_state(self, channel: Channel, reply_to: str, live: LiveRun) -> None:
        channel.send({"v": VERSION, "type": "run", "reply_to": reply_to, "state": live.state()})

    def _send_history(self, channel: Channel, reply_to: str, notebook: str, limit: int) -> None:
        with self._lock:
            entries = self._history.entries(notebook, limit)
        channel.send({"v": VERSION, "type": "history", "reply_to": reply_to, "notebook": notebook, "entries": entries})

    def _later(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        return self._session.working().submit(work)

    # --- views ----------------------------------------------------------------------------

    def _status(self) -> StatusState:
        return status(self._session, list(self._running), cell_running=self._cells.running)

    def _tell_status(self) -> None:
        self._tell({"v": VERSION, "type": "status", "reply_to": None, "status": self._status()})

    def _changed(self, _: object) -> None:
        """A setting changed otherwise than by a page, in a cell: every page is told."""
        if get_ident() not in self._changing:
            self._tell_settings()

    def _tell_settings(self, but: Channel | None = None) -> None:
        told = knobs.entries(self._session.settings)
        self._tell({"v": VERSION, "type": "settings", "reply_to": None, "settings": told}, but=but)
        self._tell_status()

    def _capabilities(self) -> Capabilities:
        from ...models.presets import EMBEDDED

        features = getattr(self._kernel, "kernel_info", {}).get("supported_features", [])
        return {
            "subshells": "kernel subshells" in features,
            "actions": cast("Any", makers(general=self._session.settings.model != EMBEDDED)),
            "retrieval": self._session.recall.possible,
            "max_bytes": MAX_BYTES,
        }


def _folder(session: Session) -> Path | None:
    """Where the history is kept, None when it is not to be."""
    if not session.settings.keep_history:
        return None
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "smallcode" / "history"
