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
    from ..models import LoadOptions
    from ..settings import SmallCode

__all__ = ["OPENING", "KernelChoice", "Kernels", "Variables", "Wiring", "default_wiring", "load_options"]

#: the settings that change how a model is opened: with another value it is opened anew
OPENING = ("engine", "backend", "context", "cache_bits", "draft", "server_timeout_s", "key_variable")

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
    sandbox: str = "auto"
    gateway: str = ""
    remote_kernel: str = "python3"


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a session asks for when it needs a model, kernels, or a description of the namespace."""

    load_model: Callable[[str], Model]
    open_kernels: Callable[[Variables, KernelChoice], Kernels]
    describe: Callable[[Mapping[str, object]], Namespace]


def default_wiring(settings: SmallCode | None = None) -> Wiring:
    """Models from the registry, opened as the settings say, without any in this process; kernels on this machine."""
    return Wiring(lambda spec: _load_model(spec, settings), _open_kernels, _describe)


def load_options(settings: SmallCode) -> LoadOptions:
    """The settings that concern how a model is opened."""
    from ..models import LoadOptions

    return LoadOptions(
        backend="" if settings.backend == "auto" else settings.backend,
        context=settings.context,
        cache_bits=0 if settings.cache_bits == 16 else settings.cache_bits,
        draft=settings.draft,
        timeout_s=settings.server_timeout_s,
        key_variable=settings.key_variable,
    )


def _load_model(spec: str, settings: SmallCode | None) -> Model:
    from ..engine.choose import OFF, open_model

    if settings is None:
        return open_model(spec, OFF)
    return open_model(spec, settings.engine, load_options(settings))


def _open_kernels(variables: Variables, choice: KernelChoice) -> Kernels:
    from ..kernels.choose import Choice, open_source
    from ..kernels.executor import KernelExecutor

    source = open_source(Choice(choice.source, choice.parallel, choice.sandbox, choice.gateway, choice.remote_kernel))
    return Kernels(KernelExecutor(source, variables, choice.parallel), source.close)


def _describe(variables: Mapping[str, object]) -> Namespace:
    from ..kernels.describe import describe

    return describe(variables)
