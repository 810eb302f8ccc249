"""The command line: finds the command, shows errors as a cause and a remedy. Knows nothing about what commands do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NoReturn

from . import __version__
from .commands import NAMES, find
from .errors import SmallCodeError, UnknownOption

__all__ = ["main"]


class _Parser(argparse.ArgumentParser):
    """Raises UnknownOption instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        """Called by argparse for every bad argument."""
        raise UnknownOption(f"{message[0].upper()}{message[1:]}.", f"See: {self.prog} --help")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what it should, 1 when its work failed, 2 for errors of use or set-up."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        _check_command(words)
        arguments = _parser().parse_args(words)
        return find(arguments.command).run(arguments)
    except SmallCodeError as error:
        print(f"smallcode-nb: {error.cause}\n{error.remedy}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="smallcode-nb", description="Code that has already run before you see it.")
    parser.add_argument("--version", action="version", version=f"smallcode-nb {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in NAMES:
        command = find(name)
        sub = commands.add_parser(
            name,
            help=command.HELP,
            description=f"{command.HELP[0].upper()}{command.HELP[1:]}.",
            epilog=f"example:\n  {command.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(sub)
    return parser


def _check_command(words: list[str]) -> None:
    if words and not words[0].startswith("-") and words[0] not in NAMES:
        near = get_close_matches(words[0], NAMES, n=1)
        remedy = f"Did you mean {near[0]}?" if near else f"The commands are: {', '.join(NAMES)}."
        raise UnknownOption(f"There is no command {words[0]}.", remedy)


if __name__ == "__main__":
    sys.exit(main())
