"""`smallcode-nb models`: the presets, what they need, and whether they are here."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

HELP = "list the models known by name"
EXAMPLE = "smallcode-nb models --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Only --json."""
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """One line per preset."""
    from ..models.presets import presets

    known = presets().values()
    for preset in known:
        size = f"{preset.parameters:.3g}B"
        memory = f"{preset.memory().total / 1e9:.1f} GB"
        print(
            f"{preset.name:22} {size:>8} {memory:>8} {preset.context:>7} {', '.join(preset.backends):34} {preset.title}"
        )
    if arguments.json:
        print(json.dumps({preset.name: preset.memory().total for preset in known}))
    return 0
