"""NotebookBench: hand-made notebook tasks in TOML files, one file per family.

A task has `id`, `setup` (a cell that makes its data, or the name of one of the file's `setups`), `request` and
`reference` or several `step`s of those two, and optionally `check` (expressions that must be true, `_` is the shown
value) and `compare = false`. Its set-up runs in this process: it is part of the package. Knows nothing about models.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from ...errors import RequestError
from .judges import SameAs
from .task import Step, Task

__all__ = ["read", "read_file"]


def read() -> Iterator[Task]:
    """Every task of the package, file by file."""
    folder = resources.files("smallcode_nb.bench") / "notebookbench"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            yield from _tasks(tomllib.loads(file.read_text(encoding="utf-8")), file.name)


def read_file(path: Path) -> Iterator[Task]:
    """The tasks of one file of the same format."""
    yield from _tasks(tomllib.loads(path.read_text(encoding="utf-8")), path.name)


def _tasks(content: dict[str, Any], name: str) -> Iterator[Task]:
    try:
        for entry in content["task"]:
            yield _task(entry, content["family"], content.get("setups", {}))
    except KeyError as error:
        raise RequestError(
            f"A task in {name} lacks {error}.", "Give every task id, setup, request, reference."
        ) from None


def _task(entry: dict[str, Any], family: str, setups: dict[str, str]) -> Task:
    steps = tuple(Step(e["request"].strip(), e["reference"].strip()) for e in entry.get("step", [entry]))
    setup = setups.get(entry.get("setup", ""), entry.get("setup", "")).strip()
    judge = SameAs(
        reference="\n\n".join(step.reference for step in steps),
        request="\n".join(step.request for step in steps),
        live=frozenset(variables(setup)),
        compare=entry.get("compare", True),
        checks=tuple(entry.get("check", ())),
    )
    history = (setup,) if setup else ()
    return Task(f"notebook/{entry['id']}", family, steps, judge, partial(variables, setup), history)


def variables(setup: str) -> Mapping[str, object]:
    """What the set-up cell binds, imported modules included."""
    space: dict[str, object] = {"__name__": "__main__"}
    exec(compile(setup, "<setup>", "exec"), space)  # noqa: S102 - our own data
    return {name: value for name, value in space.items() if not name.startswith("_")}
