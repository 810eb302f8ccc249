"""The one thread that owns a model: takes batches, steps them, hands text back.

Knows: stop tokens, stop sequences, streaming, cancelling. Does not know: asyncio, prompts, a particular library.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from smallcode_nb.agent.types import Chunk
from smallcode_nb.errors import ModelError

from .detokenise import TextStream
from .steps import Draw, Growth, Stepper

Sink = Callable[[tuple[Chunk, ...] | Exception], None]


@dataclass(slots=True)
class Live:
    """A sample that is being drawn; `index` is its place in its batch."""

    index: int
    text: TextStream
    sink: Sink
    tokens: int = 0
    logprob: float | None = None


@dataclass(frozen=True, slots=True)
class Add:
    """A batch to begin; `lives` holds one entry per draw."""

    draws: tuple[Draw, ...]
    lives: tuple[Live, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Samples nobody wants any more."""

    keys: tuple[int, ...]


class Stop:
    """End the thread."""


class Worker:
    """Drives one `Stepper` on a thread of its own; safe to call from any thread."""

    def __init__(self, opener: Callable[[], Stepper], stop_ids: frozenset[int]) -> None:
        self._opener = opener
        self._stop_ids = stop_ids
        self._inbox: SimpleQueue[Add | Cancel | Stop] = SimpleQueue()
        self._lives: dict[int, Live] = {}
        self._opened = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="smallcode-model", daemon=True)

    def start(self) -> None:
        """Open the model and return when it is ready; raises what opening it raised."""
        self._thread.start()
        self._opened.wait()
        if self._failure is not None:
            raise self._failure

    def submit(self, draws: tuple[Draw, ...], lives: tuple[Live, ...]) -> None:
        """Begin a batch; each `Live.sink` is called on the worker's thread and must return at once."""
        if not self._thread.is_alive():
            raise ModelError("The model was closed.", "Load it again.")
        self._inbox.put(Add(draws, lives))

    def cancel(self, keys: Iterable[int]) -> None:
        """Stop samples; nothing more is delivered for them soon after."""
        self._inbox.put(Cancel(tuple(keys)))

    def stop(self) -> None:
        """End the thread and free the model; waits a few seconds at most."""
        self._inbox.put(Stop())
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        try:
            stepper = self._opener()
        except Exception as error:
            self._failure = error
            return
        finally:
            self._opened.set()
        try:
            while self._obey(stepper):
                self._advance(stepper)
        finally:
            stepper.close()

    def _obey(self, stepper: Stepper) -> bool:
        """Carry out what waits in the inbox, sleeping there when there is nothing to step."""
        try:
            command = self._inbox.get(block=not stepper.busy)
            while not isinstance(command, Stop):
                self._carry_out(stepper, command)
                command = self._inbox.get_nowait()
        except Empty:
            return True
        self._fail(ModelError("The model was closed while it was drawing.", "Load it again."))
        return False

    def _carry_out(self, stepper: Stepper, command: Add | Cancel) -> None:
        if isinstance(command, Cancel):
            for key in command.keys:
                self._drop(stepper, key)
            return
        self._lives.update({draw.key: live for draw, live in zip(command.draws, command.lives, strict=True)})
        try:
            stepper.add(command.draws)
        except Exception as error:
            self._reset(stepper, error)

    def _drop(self, stepper: Stepper, key: int) -> None:
        if self._lives.pop(key, None) is not None:
            stepper.cancel(key)

    def _advance(self, stepper: Stepper) -> None:
        if not stepper.busy:
            return
        try:
            growths = stepper.step()
        except Exception as error:
            self._reset(stepper, error)
            return
        self._deliver(stepper, growths)

    def _deliver(self, stepper: Stepper, growths: Sequence[Growth]) -> None:
        outgoing: dict[Sink, list[Chunk]] = {}
        for growth in growths:
            live = self._lives.get(growth.key)
            if live is None:
                continue
            chunk = self._chunk(live, growth)
            if chunk.text or chunk.finish:
                outgoing.setdefault(live.sink, []).append(chunk)
            if chunk.finish:
                del self._lives[growth.key]
                if not growth.ended:
                    stepper.cancel(growth.key)
        for sink, chunks in outgoing.items():
            sink(tuple(chunks))

    def _chunk(self, live: Live, growth: Growth) -> Chunk:
        cut = next((at for at, token in enumerate(growth.ids) if token in self._stop_ids), len(growth.ids))
        live.tokens += len(growth.ids)
        if growth.logprob is not None:
            live.logprob = (live.logprob or 0.0) + growth.logprob
        text = live.text.push(growth.ids[:cut])
        finish = "stop" if cut < len(growth.ids) else growth.ended
        if finish:
            text += live.text.flush()
        if live.text.stopped:
            finish = "stop"
        return Chunk(live.index, text, finish, live.logprob, live.tokens)

    def _reset(self, stepper: Stepper, error: Exception) -> None:
        for key in tuple(self._lives):
            stepper.cancel(key)
        known = error if isinstance(error, ModelError) else None
        self._fail(known or ModelError(f"The model stopped: {error}", "Try again; load a smaller model if it repeats."))

    def _fail(self, error: ModelError) -> None:
        for sink in {live.sink for live in self._lives.values()}:
            sink(error)
        self._lives.clear()
