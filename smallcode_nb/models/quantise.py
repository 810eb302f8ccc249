"""Turns unquantised weights into EXL2 with ExLlamaV2's own converter, in a process of its own.

Knows: the converter's command line, and that without flash-attn its attention is wrong unless told otherwise.
Does not know: how the result is opened.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from smallcode_nb.errors import ModelError, UnknownOption, WeightsMissing

from .exllamav2_build import compiler_environment

LEAST_BITS, MOST_BITS = 2.0, 8.0


@dataclass(frozen=True, slots=True)
class Conversion:
    """What is made of what; `work` keeps the steps, so that an interrupted conversion goes on."""

    source: Path
    target: Path
    work: Path
    bits: float = 4.0
    head_bits: int = 6
    length: int = 2048  #: tokens of one calibration text; shorter is faster and less exact

    def command(self) -> list[str]:
        """The converter's command line."""
        converter = [sys.executable, "-m", "exllamav2.conversion.convert_exl2"]
        places = ["-i", str(self.source), "-o", str(self.work), "-cf", str(self.target)]
        lengths = [word for flag in ("-l", "-ml") for word in (flag, str(self.length))]
        return [*converter, *places, "-b", f"{self.bits:g}", "-hb", str(self.head_bits), *lengths]


def check_conversion(conversion: Conversion) -> None:
    """Raise what is wrong with the request itself, before anything heavy is imported."""
    if not LEAST_BITS <= conversion.bits <= MOST_BITS:
        cause = f"EXL2 has {LEAST_BITS:g} to {MOST_BITS:g} bits for a weight, not {conversion.bits:g}."
        raise UnknownOption(cause, "Give --bits 4, for example.")
    if not (conversion.source / "config.json").is_file() or not any(conversion.source.glob("*.safetensors")):
        cause = f"{conversion.source} holds no config.json with .safetensors files."
        raise WeightsMissing(cause, "Give the folder of an unquantised model, or get one: smallcode-nb models get")
    if (conversion.target / "config.json").exists():
        raise UnknownOption(f"{conversion.target} holds a model already.", "Give another folder.")


def quantise(conversion: Conversion) -> None:
    """Convert; takes minutes to hours. Raises UnknownOption, WeightsMissing, MissingExtra, ModelError."""
    from .exllamav2_files import check_device

    check_conversion(conversion)
    check_device()
    conversion.work.mkdir(parents=True, exist_ok=True)
    environment = os.environ | compiler_environment() | {"EXLLAMA_NO_SDPA": "1"}
    done = subprocess.run(conversion.command(), env=environment, check=False)  # noqa: S603 — its parts are paths and numbers
    # the converter ends with 0 for many of its own errors, so the result decides
    if done.returncode or not (conversion.target / "config.json").is_file():
        remedy = f"Read its messages above; the same command goes on from {conversion.work}."
        raise ModelError(f"ExLlamaV2's converter ended with {done.returncode} and wrote no model.", remedy)
