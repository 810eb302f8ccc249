"""One session per shell: its settings, its background thread, its model, its kernels, its outcomes.

Knows how a request becomes an outcome; knows nothing about what is shown.
"""

from __future__ import annotations

import atexit
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..settings import SmallCode
from .command import Order
from .failures import LastFailure
from .recall import Recall
from .wiring import OPENING, KernelChoice, Kernels, Wiring, default_wiring

if TYPE_CHECKING:
    from asyncio import Task

    from ..agent.events import Event
    from ..agent.ports import Model, Observer
    from ..agent.stop import Stop
    from ..agent.types import Failure, Outcome, Request
    from .board import Board
    from .turns import Turns
    from .worker import Errand, Worker

__all__ = ["Session"]


class Session:
    """Turns orders into outcomes for one shell; nothing is started before the first request."""

    def __init__(self, shell: Any, settings: SmallCode | None = None, wiring: Wiring | None = None) -> None:
        self.shell = shell
        self.settings = settings if settings is not None else SmallCode(parent=shell)
        self.outcomes: deque[Outcome] = deque(maxlen=self.settings.keep)
        self.asked = 0
        self._turns: Turns | None = None
        self.models: dict[str, Model] = {}
        self._loading: dict[str, Task[Model]] = {}
        self._wiring = wiring or default_wiring(self.settings)
        self.settings.observe(lambda change: self.models.clear(), names=list(OPENING))
        self._failures = LastFailure(shell)
        self.recall = Recall(shell, self.settings, lambda work: self.working().submit(work))
        #: what else ends with the session
        self.ending: list[Callable[[], None]] = []
        self._worker: Worker | None = None
        self._kernels: tuple[KernelChoice, Kernels] | None = None
        atexit.register(self.close)

    @property
    def last(self) -> Outcome | None:
        """The newest outcome."""
        return self.outcomes[-1] if self.outcomes else None

    @property
    def started(self) -> bool:
        """Whether the background thread is up."""
        return self._worker is not None and self._worker.running

    @property
    def turns(self) -> Turns:
        """The queue that requests of cells and panels wait in."""
        from .turns import Turns  # brings asyncio, which loading must not

        self._turns = self._turns or Turns()
        return self._turns

    def ask(self, order: Order, watch: Callable[[Board, float], None], stop: Stop) -> Outcome | None:
        """Work on an order while `watch` is shown its board; None when it was given up before anything was found.

        Runs the loop on the background thread and waits for it here, so that an
        interrupt of this thread ends it. Raises SmallCodeError.
        """
        from .board import Board
        from .worker import Errand

        self.asked += 1
        request = self.request(order)
        board, began = Board(), time.monotonic()
        errand: Errand[Outcome | None] = Errand(self.working(), stop)

        def see(event: object | None) -> None:
            if event is not None:
                board.apply(event)  # type: ignore[arg-type]  # only events are told
            watch(board, time.monotonic() - began)

        work = self.solve(request, order, _Teller(errand), stop)
        return errand.run(work, see, self.settings.interrupt_grace_s)

    def close(self) -> None:
        """End kernels and thread; safe to call again."""
        atexit.unregister(self.close)
        self._failures.close()
        while self.ending:
            self.ending.pop()()
        if self._worker is not None:
            self._worker.close(self._close_parts())
        self._loading.clear()

    def working(self) -> Worker:
        """The background thread that all requests run on."""
        from .worker import Worker

        self._worker = self._worker or Worker()
        return self._worker

    def request(
        self, order: Order, *, target: str = "", failure: Failure | None = None, in_cell: bool = True
    ) -> Request:
        """What the loop is told: the order, the live variables, the cells before. Raises RequestError.

        `in_cell` says that the newest cell is the one that asks; `failure` is known from elsewhere.
        """
        from ..agent.types import Request
        from .namespace import check_names, earlier_cells, user_variables

        namespace = self._wiring.describe(user_variables(self.shell))
        check_names(order.text, namespace)
        history = earlier_cells(self.shell, self.settings.history, current=in_cell)
        failure = self._failures.take() if order.fix and failure is None else failure
        return Request(order.text, namespace, tests=order.tests, history=history, target=target, failure=failure)

    async def solve(self, request: Request, order: Order, observer: Observer, stop: Stop) -> Outcome | None:
        """Work on a request when its turn comes; on the background thread. Raises SmallCodeError."""
        async with self.turns.take(stop) as mine:
            return await self.solve_now(request, order, observer, stop) if mine else None

    async def solve_now(self, request: Request, order: Order, observer: Observer, stop: Stop) -> Outcome | None:
        """The same for a caller whose turn it is."""
        outcome = await self._solve(request, order, observer, stop)
        if outcome is not None:
            self.outcomes.append(outcome)
        return outcome

    async def kernels(self, order: Order) -> Kernels:
        """The throwaway kernels an order gets; on the background thread, in one's own turn."""
        own = self.settings
        return await self._open_kernels(
            KernelChoice(self._source(order), own.parallel, own.sandbox, own.gateway, own.remote_kernel)
        )

    async def _solve(self, request: Request, order: Order, observer: Observer, stop: Stop) -> Outcome | None:
        from ..agent.loop import Agent
        from ..agent.types import PromptStyle

        model = await self._model_unless(stop, order.model or self.settings.model)
        if model is None:
            return None
        kernels = await self.kernels(order)
        settings = self.settings.loop_settings(n=order.n, max_seconds=order.max_seconds, seed=order.seed)
        retriever = await self.recall.retriever(reads_code=model.card.style is not PromptStyle.TINY)
        outcome = await Agent(model, kernels.executor, retriever, settings).solve(request, observer, stop)
        self.recall.warm()
        return outcome

    def _source(self, order: Order) -> str:
        """Which kernels an order gets; without confinement only when the order itself says so."""
        return {"none": "pooled", "sandboxed": "forked"}.get(order.trust or "", self.settings.kernels)

    async def _model_unless(self, stop: Stop, spec: str) -> Model | None:
        """The model, loaded once; a stopped request leaves the loading going for the next one."""
        import asyncio

        if spec in self.models:
            return self.models[spec]
        if spec not in self._loading:
            self._loading[spec] = asyncio.create_task(asyncio.to_thread(self._wiring.load_model, spec))
        loading, stopped = self._loading[spec], asyncio.create_task(stop.wait())
        await asyncio.wait({loading, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not loading.done():
            return None
        del self._loading[spec]
        self.models[spec] = loading.result()
        return self.models[spec]

    async def _open_kernels(self, choice: KernelChoice) -> Kernels:
        if self._kernels is None or self._kernels[0] != choice:
            await self._close_kernels()
            self._kernels = (choice, self._wiring.open_kernels(self._variables, choice))
        return self._kernels[1]

    def _variables(self) -> dict[str, object]:
        from .namespace import user_variables

        return user_variables(self.shell)

    async def _close_parts(self) -> None:
        await self.recall.close()
        await self._close_kernels()

    async def _close_kernels(self) -> None:
        if self._kernels is not None:
            kernels, self._kernels = self._kernels[1], None
            await kernels.close()


class _Teller:
    """Hands the loop's events to the thread that waits."""

    def __init__(self, errand: Errand[Any]) -> None:
        self._errand = errand

    def on(self, event: Event) -> None:
        """Never blocks, never raises."""
        self._errand.tell(event)
