"""`smallcode-nb bench kernels`: the speed of throwaway kernels beside a fresh ipykernel, and what they leave behind."""

from __future__ import annotations

import asyncio
import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

HELP = "how fast throwaway kernels are, beside a fresh ipykernel in the same run"
EXAMPLE = "smallcode-nb bench kernels --json"


def add_arguments(parser: ArgumentParser) -> None:
    """How much of it."""
    parser.add_argument("--small", action="store_true", help="leave out the 1 GB frames, which need 4 GB of memory")
    parser.add_argument(
        "--candidates", type=int, default=1000, metavar="N", help="after which leaks are counted (default: 1000)"
    )
    parser.add_argument(
        "--sandbox", default="auto", choices=("auto", "landlock+seccomp", "bwrap"), help="confinement (default: auto)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Measure and print."""
    from ..bench.kernels import measure, show
    from ..kernels.sandbox.tiers import Tier, strongest

    tier = strongest() if arguments.sandbox == "auto" else Tier(arguments.sandbox)
    report = asyncio.run(measure(large=not arguments.small, candidates=arguments.candidates, tier=tier))
    print(show(report))
    if arguments.json:
        print(json.dumps(asdict(report)))
    return 0
