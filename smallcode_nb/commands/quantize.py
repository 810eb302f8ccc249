"""`smallcode-nb quantize MODEL OUT`: EXL2 weights for a GPU, made with ExLlamaV2's converter."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "make EXL2 weights of an unquantised model; needs an NVIDIA GPU"
EXAMPLE = "smallcode-nb quantize models/Qwen2.5-Coder-7B-Instruct models/qwen-4bpw --bits 4"


def add_arguments(parser: ArgumentParser) -> None:
    """Folders and bits."""
    parser.add_argument("model", type=Path, help="folder with config.json and .safetensors files")
    parser.add_argument("out", type=Path, help="folder for the quantised model")
    parser.add_argument("--bits", type=float, default=4.0, help="bits for a weight, 2 to 8 (default: 4)")
    parser.add_argument("--head-bits", type=int, default=6, help="bits for a weight of the output layer (default: 6)")
    parser.add_argument("--work", type=Path, help="folder for the steps between (default: OUT.work)")


def run(arguments: Namespace) -> int:
    """Convert; the converter prints its progress."""
    from ..models.quantise import Conversion, quantise

    work = arguments.work or arguments.out.with_name(f"{arguments.out.name}.work")
    quantise(Conversion(arguments.model, arguments.out, work, arguments.bits, arguments.head_bits))
    print(f"{arguments.out} is ready. Use it: %smallcode model {arguments.out}")
    print(f"{work} is no longer needed.")
    return 0
