"""Assembles classic BPF, the language of seccomp filters.

Knows instructions and the layout of a filter's input; knows nothing about which
calls are good or bad. Jumps are forward only, so each rule skips its own body.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

_LOAD_WORD, _AND = 0x20, 0x54
_JUMP_EQUAL, _JUMP_GREATER, _JUMP_AT_LEAST, _JUMP_ANY_BIT = 0x15, 0x25, 0x35, 0x45
_RETURN = 0x06

ALLOW = 0x7FFF0000
KILL = 0x80000000

Instruction = tuple[int, int, int, int]
Program = list[Instruction]

NUMBER, ARCHITECTURE = 0, 4


def refuse(errno: int) -> int:
    """The verdict that makes a call fail with `errno`; 0 pretends success."""
    return 0x00050000 | errno


def low(argument: int) -> int:
    """Where the lower half of an argument (0 to 5) is."""
    return 16 + 8 * argument


def high(argument: int) -> int:
    """Where the upper half of an argument is."""
    return low(argument) + 4


def load(offset: int) -> Instruction:
    """Read 32 bits of the filter's input."""
    return _LOAD_WORD, 0, 0, offset


def mask(value: int) -> Instruction:
    """Keep these bits of what was read."""
    return _AND, 0, 0, value


def give(verdict: int) -> Instruction:
    """End with a verdict."""
    return _RETURN, 0, 0, verdict


def unless_equal(value: int, skip: int) -> Instruction:
    """Skip the next `skip` instructions unless what was read is `value`."""
    return _JUMP_EQUAL, 0, skip, value


def if_equal(value: int, skip: int) -> Instruction:
    """Skip the next `skip` instructions if what was read is `value`."""
    return _JUMP_EQUAL, skip, 0, value


def if_any_bit(value: int, skip: int) -> Instruction:
    """Skip if any of these bits is set."""
    return _JUMP_ANY_BIT, skip, 0, value


def unless_between(first: int, last: int, skip: int) -> Program:
    """Skip unless what was read lies in the range, both ends included."""
    return [(_JUMP_AT_LEAST, 0, skip + 1, first), (_JUMP_GREATER, skip, 0, last)]


def unless_at_least(value: int, skip: int) -> Instruction:
    """Skip unless what was read is at least `value`."""
    return _JUMP_AT_LEAST, 0, skip, value


def case(number: int, body: Program) -> Program:
    """For one call: `body`, which must end with a verdict on every path."""
    return [unless_equal(number, len(body)), *body]


def one_of(values: Iterable[int], then: int, otherwise: int) -> Program:
    """A verdict by whether what was read is in a list."""
    rows = list(values)
    tests = [if_equal(v, len(rows) - i) for i, v in enumerate(rows)]
    return [*tests, give(otherwise), give(then)]


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Runs of consecutive numbers as (first, last)."""
    runs: list[tuple[int, int]] = []
    for n in sorted(numbers):
        if runs and runs[-1][1] == n - 1:
            runs[-1] = runs[-1][0], n
        else:
            runs.append((n, n))
    return runs


def encode(program: Program) -> bytes:
    """As the kernel takes it."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
