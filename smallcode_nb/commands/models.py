"""`smallcode-nb models [list|show|get|check]`: the models known by name, their files, whether they are here."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from ..errors import UnknownModel, UnknownOption

if TYPE_CHECKING:
    from ..models.presets import Preset

HELP = "list the models known by name, show one, download one, check its files"
EXAMPLE = "smallcode-nb models get qwen2.5-coder-1.5b-instruct"


def add_arguments(parser: ArgumentParser) -> None:
    """What to do, with which model."""
    parser.add_argument(
        "action", nargs="?", default="list", choices=("list", "show", "get", "check"), help="default: list"
    )
    parser.add_argument("name", nargs="?", default="", help="a preset; for get also ORG/NAME, for check also a path")
    parser.add_argument("--form", default="", choices=("gguf", "exl2", "safetensors"), help="which files to get")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Do it; 0 unless an error says otherwise."""
    if arguments.action == "list":
        return _list(as_json=arguments.json)
    if not arguments.name:
        example = f"smallcode-nb models {arguments.action} qwen2.5-coder-1.5b-instruct"
        raise UnknownOption("Which model?", f"Give its name: {example}")
    match arguments.action:
        case "show":
            return _show(arguments.name, as_json=arguments.json)
        case "get":
            return _get(arguments.name, arguments.form)
        case _:
            return _check(arguments.name)


def _list(*, as_json: bool) -> int:
    from ..models.presets import presets

    known = presets().values()
    for preset in known:
        size = f"{preset.parameters:.3g}B"
        memory = f"{preset.memory().total / 1e9:.1f} GB"
        here = "here" if _here(preset) else ""
        backends = ", ".join(preset.backends)
        print(f"{preset.name:28} {size:>8} {memory:>8} {preset.context:>7} {here:5} {backends:42} {preset.title}")
    if as_json:
        print(json.dumps({preset.name: preset.memory().total for preset in known}))
    return 0


def _here(preset: Preset) -> bool:
    from ..models.embedded import MANIFEST, WEIGHTS
    from ..models.hub import find_snapshot
    from ..models.presets import EMBEDDED

    if preset.name == EMBEDDED:
        return (WEIGHTS / MANIFEST).is_file()
    sources = preset.sources
    places = ((sources.gguf, ""), (sources.exl2, sources.exl2_revision), (sources.safetensors, ""))
    return any(find_snapshot(*place) is not None for place in places)


def _show(name: str, *, as_json: bool) -> int:
    from ..models.presets import presets

    preset = presets().get(name.lower())
    if preset is None:
        raise UnknownModel(f"No preset is called {name!r}.", "See them: smallcode-nb models list")
    memory, profile, sources = preset.memory(), preset.profile, preset.sources
    facts = {
        "name": preset.name,
        "title": preset.title,
        "architecture": preset.architecture,
        "parameters": f"{preset.parameters:.3g}B at about {preset.bits:g} bits",
        "window": f"{preset.context} tokens",
        "memory": f"{memory.total / 1e9:.2f} GB: {memory.weights / 1e9:.2f} weights, {memory.cache / 1e9:.2f} cache",
        "backends": ", ".join(preset.backends),
        "template": preset.template or "none",
        "stops at": ", ".join(preset.stop),
        "per request": f"{profile.n} candidates, {profile.repair_rounds} repair rounds"
        + (", thinks first" if profile.chain_of_thought else ""),
        "safetensors": sources.safetensors,
        "exl2": " at ".join(part for part in (sources.exl2, sources.exl2_revision) if part),
        "gguf": ": ".join(part for part in (sources.gguf, sources.gguf_file) if part),
        "ollama": sources.ollama,
        "on this machine": "yes" if _here(preset) else f"no; get it: smallcode-nb models get {preset.name}",
    }
    for label, value in facts.items():
        if value:
            print(f"{label:16} {value}")
    if as_json:
        print(json.dumps(facts))
    return 0


def _get(name: str, form: str) -> int:
    from ..models.checking import check_folder
    from ..models.fetch import fetch, plan_download

    download = plan_download(name, form)
    print(f"{download.repository} {download.revision}".strip())
    checked = check_folder(fetch(download))
    print(f"whole: {checked.files} files, {checked.hashed} by their hash, in {checked.folder}")
    return 0


def _check(name: str) -> int:
    from ..models.checking import check_model

    for checked in check_model(name):
        print(f"whole: {checked.files} files, {checked.hashed} by their hash, in {checked.folder}")
    return 0
