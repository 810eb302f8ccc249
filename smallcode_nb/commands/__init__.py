"""`smallcode-nb …`: one small module per command, each with `HELP`, `EXAMPLE`, `add_arguments` and `run`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from importlib import import_module
from typing import Protocol, cast

__all__ = ["NAMES", "Command", "find"]

NAMES = ("run", "index", "search", "models", "engine", "quantize", "tiny", "bench", "doctor")


class Command(Protocol):
    """What each module of this package offers."""

    HELP: str
    EXAMPLE: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command's arguments."""
        ...

    def run(self, arguments: Namespace) -> int:
        """Do it; the exit code. Raises SmallCodeError."""
        ...


def find(name: str) -> Command:
    """The module of a command."""
    return cast(Command, import_module(f".{name}", __name__))
