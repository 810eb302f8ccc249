"""Which parts a session is made of: the only place in the notebook layer that names models and kernels.

Everything heavy is imported when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..agent.ports import Executor, Model
    from ..agent.types import Namespace

__all__ = ["KernelChoice", "Kernels", "Variables", "Wiring", "default_wiring"]

Variables = Callable[[], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Kernels:
    """An executor and how to end everything it started."""

    executor: Executor
    close: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class KernelChoice:
    """Which throwaway kernels are wanted; another choice means other kernels."""

    source: str
    parallel: int


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a session asks for when it needs a model, kernels, or a description of the namespace."""

    load_model: Callable[[str], Model]
    open_kernels: Callable[[Variables, KernelChoice], Kernels]
    describe: Callable[[Mapping[str, object]], Namespace]


def default_wiring(engine: Callable[[], str] = lambda: "off") -> Wiring:
    """Models from the registry, in the engine where its setting says so; kernels on this machine."""
    return Wiring(lambda spec: _load_model(spec, engine()), _open_kernels, _describe)


def _load_model(spec: str, engine: str) -> Model:
    from ..engine.choose import open_model

    return open_model(spec, engine)


def _open_kernels(variables: Variables, choice: KernelChoice) -> Kernels:
    from ..kernels.executor import KernelExecutor

    if choice.source == "forked":
        from ..kernels.forked import ForkedSource

        forked = ForkedSource()
        return Kernels(KernelExecutor(forked, variables, choice.parallel), forked.close)
    from ..kernels.pool import PooledSource

    pooled = PooledSource(warm=choice.parallel)
    return Kernels(KernelExecutor(pooled, variables, choice.parallel), pooled.close)


def _describe(variables: Mapping[str, object]) -> Namespace:
    from ..kernels.describe import describe

    return describe(variables)
