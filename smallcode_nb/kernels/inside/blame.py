"""Which line of the candidate failed, and how, in user code only.

Runs inside throwaway kernels. Library and IPython frames are left out; no colours.
"""

from __future__ import annotations

import linecache
import re
from traceback import walk_tb
from typing import Any, NamedTuple

from .scalars import Hostile, clean

MAX_FRAMES = 12
MAX_MESSAGE = 2_000
_CELL_FILE = re.compile(r"[\\/]ipykernel_\d+[\\/]|<ipython-input-")


class _Frame(NamedTuple):
    line: int
    function: str
    text: str
    own: bool  # of the candidate, rather than of an earlier cell


def blame(error: BaseException, code: str) -> dict[str, Any]:
    """`{"ename", "evalue", "line", "frame", "traceback"}` of an exception raised by `code`."""
    frames = _syntax(error, code) if isinstance(error, SyntaxError) else _frames(error, code)
    own = [frame for frame in frames if frame.own]
    name, message = type(error).__name__, _message(error)
    return {
        "ename": name,
        "evalue": message,
        "line": own[-1].line if own else 0,
        "frame": "\n".join(f"line {frame.line}: {frame.text}" for frame in own[-3:]),
        "traceback": _text(frames, name, message),
    }


def _syntax(error: SyntaxError, code: str) -> list[_Frame]:
    # a SyntaxError raised by something the candidate called (eval, a query) has frames of its own
    raised = _frames(error, code)
    number = error.lineno or 0
    return raised or [_Frame(number, "<module>", (error.text or _line(code, number)).strip(), own=True)]


def _frames(error: BaseException, code: str) -> list[_Frame]:
    walked = [(frame.f_code.co_filename, frame.f_code.co_name, line) for frame, line in walk_tb(error.__traceback__)]
    cells = [step for step in walked if _CELL_FILE.search(step[0])]
    if not cells:
        return []
    candidate = cells[0][0]
    return [
        _Frame(
            line,
            name,
            (_line(code, line) if file == candidate else linecache.getline(file, line)).strip(),
            file == candidate,
        )
        for file, name, line in [*cells[:2], *cells[2:][-MAX_FRAMES:]]
    ]


def _line(code: str, number: int) -> str:
    lines = code.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _message(error: BaseException) -> str:
    try:
        # a SyntaxError's text would name a temporary file
        return clean(error.msg if isinstance(error, SyntaxError) else str(error))[:MAX_MESSAGE]
    except Hostile:
        return "<unprintable>"


def _text(frames: list[_Frame], name: str, message: str) -> str:
    lines = ["Traceback (most recent call last):"] if frames else []
    for frame in frames:
        place = "" if frame.function == "<module>" else f", in {frame.function}"
        lines.append(f"  {'Cell' if frame.own else 'Earlier cell'}, line {frame.line}{place}")
        lines += [f"    {frame.text}"] if frame.text else []
    return "\n".join([*lines, f"{name}: {message}" if message else name])
