"""Reads the phrase files: the templates from which requests are made, one per line.

    # top_rows/bottom          a skill, and the variant of its templates where it has several
    bottom {k} rows by {n}     {slots} are filled by the skill, [one|another] word is chosen
    !the {k} last rows by {n}  held out of training: only the held-out split is asked this way
    @down = [ descending|]     a piece that several templates share, used as <down>

Knows this format. Does not know skills, nor how a template becomes a request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

Variants = Mapping[str, tuple[str, ...]]


@cache
def load(stem: str) -> Mapping[str, Variants]:
    """Templates of one file by skill and variant; the variant is "" for a skill that has only one."""
    text = (files("smallcode_nb.models.tiny.corpus") / "phrases" / f"{stem}.txt").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Mapping[str, Variants]:
    """Templates by skill and variant, in the file's order."""
    shared: dict[str, str] = {}
    found: dict[str, dict[str, list[str]]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if line.startswith("# "):
            name, _, variant = line[2:].partition("/")
            current = found.setdefault(name, {}).setdefault(variant, [])
        elif line.startswith("@"):
            key, _, value = line[1:].partition(" = ")
            shared[key] = value
        elif line:
            current.append(re.sub(r"<(\w+)>", lambda m: shared[m[1]], line))
    return {name: {v: tuple(t) for v, t in variants.items()} for name, variants in found.items()}
