"""Reads what a GGUF file says about itself, without its weights.

Knows: the layout of GGUF's header, versions 2 and 3 (little endian). Source: the format's public specification.
Does not know: what the weights mean.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from smallcode_nb.errors import WeightsDamaged, WeightsMissing

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_LONGEST_ARRAY = 10_000_000


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """The facts an adapter needs; `context` and `parameters` are 0 when the file does not say."""

    name: str
    architecture: str
    context: int
    parameters: int
    chat_template: str
    eos_id: int | None


def read_gguf_header(path: Path) -> GgufHeader:
    """Facts about a .gguf file. Raises WeightsMissing, WeightsDamaged."""
    if not path.is_file():
        raise WeightsMissing(f"There is no {path}.", "Check the path.")
    try:
        with path.open("rb") as file:
            return _header(file)
    except (struct.error, UnicodeDecodeError, KeyError, ValueError) as error:
        cause = f"{path.name} is not a whole GGUF file: {error}."
        raise WeightsDamaged(cause, "Copy or download it again.") from error


def _header(file: BinaryIO) -> GgufHeader:
    if file.read(4) != b"GGUF":
        raise ValueError("it does not begin as one")
    version, tensors, entries = _unpack(file, "I"), _unpack(file, "Q"), _unpack(file, "Q")
    if version not in (2, 3):
        raise ValueError(f"version {version}")
    facts = dict(_entry(file) for _ in range(int(entries)))
    parameters = sum(_tensor_size(file) for _ in range(int(tensors)))
    architecture = str(facts.get("general.architecture", ""))
    eos = facts.get("tokenizer.ggml.eos_token_id")
    return GgufHeader(
        name=str(facts.get("general.name", "")),
        architecture=architecture,
        context=int(facts.get(f"{architecture}.context_length") or 0),
        parameters=parameters,
        chat_template=str(facts.get("tokenizer.chat_template", "")),
        eos_id=eos if isinstance(eos, int) else None,
    )


def _entry(file: BinaryIO) -> tuple[str, str | int | float | None]:
    return _string(file), _value(file, int(_unpack(file, "I")))


def _value(file: BinaryIO, kind: int) -> str | int | float | None:
    if kind == _STRING:
        return _string(file)
    if kind != _ARRAY:
        return _unpack(file, _SCALARS[kind])
    inner, count = int(_unpack(file, "I")), int(_unpack(file, "Q"))
    if count > _LONGEST_ARRAY:
        raise ValueError(f"an array of {count} entries")
    if inner in _SCALARS:
        file.seek(count * struct.calcsize(f"<{_SCALARS[inner]}"), 1)
    else:
        for _ in range(count):
            _value(file, inner)
    return None


def _tensor_size(file: BinaryIO) -> int:
    _string(file)
    sizes = [int(_unpack(file, "Q")) for _ in range(int(_unpack(file, "I")))]
    file.seek(12, 1)  # type and offset
    return math.prod(sizes)


def _string(file: BinaryIO) -> str:
    length = int(_unpack(file, "Q"))
    raw = file.read(length) if length < _LONGEST_ARRAY else b""
    if len(raw) != length:
        raise ValueError("it ends early")
    return raw.decode("utf-8")


def _unpack(file: BinaryIO, form: str) -> int | float:
    size = struct.calcsize(f"<{form}")
    value: int | float = struct.unpack(f"<{form}", file.read(size))[0]
    return value
