"""Every error a user can meet, as one tree.

    SmallCodeError
    ├── RequestError            the request itself cannot be worked on
    │   ├── EmptyRequest
    │   ├── RequestTooLong
    │   ├── UnknownName         names a variable that the notebook does not have
    │   └── UnknownOption       a flag, subcommand or setting that does not exist
    ├── ModelError              the model cannot answer
    │   ├── UnknownModel
    │   ├── MissingExtra        an optional dependency is not installed
    │   ├── WeightsMissing
    │   ├── WeightsDamaged      a file's hash is not the recorded one
    │   ├── ModelTooLarge       would not fit into the memory there is
    │   └── ServerError         a remote or local server answered badly
    ├── KernelError             a throwaway kernel cannot be had
    │   ├── KernelStartFailed
    │   ├── SandboxUnavailable
    │   └── SnapshotError       the namespace cannot be copied
    ├── RetrievalError          the index cannot be read or written
    └── EngineError             the shared engine process cannot be reached

A model's mistake is never one of these: it is an observation in the loop.
Knows nothing about how errors are shown.
"""

from __future__ import annotations

__all__ = [
    "EmptyRequest",
    "EngineError",
    "KernelError",
    "KernelStartFailed",
    "MissingExtra",
    "ModelError",
    "ModelTooLarge",
    "RequestError",
    "RequestTooLong",
    "RetrievalError",
    "SandboxUnavailable",
    "ServerError",
    "SmallCodeError",
    "SnapshotError",
    "UnknownModel",
    "UnknownName",
    "UnknownOption",
    "WeightsDamaged",
    "WeightsMissing",
]


class SmallCodeError(Exception):
    """A problem stated as a cause and a remedy."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(cause, remedy)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        """Both sentences on one line."""
        return f"{self.cause} {self.remedy}"


class RequestError(SmallCodeError):
    """The request itself cannot be worked on."""


class EmptyRequest(RequestError):
    """Nothing was asked."""


class RequestTooLong(RequestError):
    """The request alone fills the model's window."""


class UnknownName(RequestError):
    """The request names a variable that the notebook does not have."""


class UnknownOption(RequestError):
    """A flag, subcommand or setting that does not exist."""


class ModelError(SmallCodeError):
    """The model cannot answer."""


class UnknownModel(ModelError):
    """No preset, path or address of that name."""


class MissingExtra(ModelError):
    """An optional dependency is not installed."""


class WeightsMissing(ModelError):
    """A weights file is not where it should be."""


class WeightsDamaged(ModelError):
    """A weights file's hash is not the recorded one."""


class ModelTooLarge(ModelError):
    """The model would not fit into the memory there is."""


class ServerError(ModelError):
    """A model server answered badly or not at all."""


class KernelError(SmallCodeError):
    """A throwaway kernel cannot be had."""


class KernelStartFailed(KernelError):
    """The kernel process did not come up."""


class SandboxUnavailable(KernelError):
    """No confinement holds on this machine."""


class SnapshotError(KernelError):
    """The live namespace cannot be copied."""


class RetrievalError(SmallCodeError):
    """The index cannot be read or written."""


class EngineError(SmallCodeError):
    """The shared engine process cannot be reached."""
