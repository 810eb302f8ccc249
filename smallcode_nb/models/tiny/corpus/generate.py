"""Makes the corpus: per record a namespace and a handful of executed examples.

    python -m smallcode_nb.models.tiny.corpus.generate --seed 1 --schemas 2000 --out FILE

Knows how skills are mixed and what is kept. Does not know tokens or training.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import TextIO, TypedDict, get_args

from smallcode_nb.models.tiny.corpus import skills as _all_skills  # noqa: F401 - registers them
from smallcode_nb.models.tiny.corpus.describe import describe
from smallcode_nb.models.tiny.corpus.draw import Draw
from smallcode_nb.models.tiny.corpus.execute import is_hollow, run
from smallcode_nb.models.tiny.corpus.format import render_import, render_namespace
from smallcode_nb.models.tiny.corpus.helpers import modules
from smallcode_nb.models.tiny.corpus.keeping import asked_to_keep, kept
from smallcode_nb.models.tiny.corpus.namespaces import World, make_world
from smallcode_nb.models.tiny.corpus.noise import typed
from smallcode_nb.models.tiny.corpus.phrasing import dress, phrase, row_noun, with_noun
from smallcode_nb.models.tiny.corpus.registry import SKILLS, Skill, Task, UnsuitableError
from smallcode_nb.models.tiny.corpus.repair import broken
from smallcode_nb.models.tiny.corpus.words import Split

REPAIR_SHARE = 0.1
HOLLOW_SHARE = 0.05
MAX_REQUEST = 220
MAX_CODE = 420
#: ways in which each task is asked for: code is run once, wordings are cheap
WORDINGS = 4


class Example(TypedDict):
    """A request and the code that answers it; `draft` failed with `error` in a repair example, else both are None.

    `others` are further ways to ask for the same.
    """

    skill: str
    request: str
    others: list[str]
    code: str
    draft: str | None
    error: str | None


class Record(TypedDict):
    """One namespace with its examples; `seed` and `split` rebuild the live objects."""

    namespace: str
    seed: int
    split: Split
    examples: list[Example]


def make_record(seed: int, split: Split = "train", tried: Counter[str] | None = None) -> Record:
    """The record of one seed; the same on every machine."""
    world = make_world(seed, split)
    rng = Random(f"tasks-{split}-{seed}")
    count = rng.randint(6, 10) if world.tables else rng.randint(4, 7)
    examples: list[Example] = []
    used: set[str] = set()
    for _ in range(count * 4):
        skill = _choose(rng, world)
        if skill.name in used or len(examples) == count:
            continue
        example = _example(rng, world, skill, tried)
        if example:
            used.add(skill.name)
            examples.append(example)
    return Record(namespace=shown(world), seed=seed, split=split, examples=examples)


def shown(world: World) -> str:
    """What the model is shown of a world: its variables, then the functions that can be imported."""
    imports = [render_import(h.module, h.name, h.signature, h.doc) for h in world.helpers if h.module]
    return "\n".join((render_namespace(describe(world.variables)), *imports))


def namespace_from_seed(record: Record) -> dict[str, object]:
    """The record's live variables, freshly built."""
    return dict(make_world(record["seed"], record["split"]).variables)


def seeds_of(seed: int, schemas: int) -> range:
    """The record seeds that belong to one corpus seed."""
    return range(seed * 10_000_000, seed * 10_000_000 + schemas)


def records(seed: int, schemas: int, split: Split, workers: int = 1) -> Iterator[Record]:
    """Records in seed order, whatever the number of workers; empty ones are left out."""
    seeds = seeds_of(seed, schemas)
    if workers <= 1:
        made: Iterator[Record] = (make_record(s, split) for s in seeds)
        yield from (r for r in made if r["examples"])
        return
    with ProcessPoolExecutor(workers) as pool:
        made = pool.map(make_record, seeds, itertools.repeat(split), chunksize=50)
        yield from (r for r in made if r["examples"])


def _scope(world: World, rng: Random) -> str:
    chance = rng.random()
    if not world.tables:
        scopes = {_SCOPE_OF.get(type(v).__name__, "live") for v in world.variables.values()}
        return rng.choice(sorted(scopes)) if scopes and chance > 0.22 else "functions"
    if chance < 0.02:
        return "functions"
    if world.helpers and chance < 0.5:
        return "helpers"
    return "join" if world.key and chance < 0.4 else "frame"


_SCOPES = ("functions", "numpy", "live", "series", "join", "helpers")
_SCOPE_OF = {"ndarray": "numpy", "Series": "series"}
_BY_SCOPE: dict[str, tuple[list[Skill], list[float]]] = {}


def _choose(rng: Random, world: World) -> Skill:
    if not _BY_SCOPE:
        for skill in SKILLS.values():
            scope = skill.family if skill.family in _SCOPES else "frame"
            skills, sums = _BY_SCOPE.setdefault(scope, ([], []))
            skills.append(skill)
            sums.append((sums[-1] if sums else 0) + skill.weight)
    skills, sums = _BY_SCOPE.get(_scope(world, rng), _BY_SCOPE["frame"])
    return rng.choices(skills, cum_weights=sums)[0]


def _example(rng: Random, world: World, skill: Skill, tried: Counter[str] | None) -> Example | None:
    try:
        task = kept(rng, world, skill.draw(Draw(rng, world)))
    except UnsuitableError:
        return None
    if tried is not None:
        tried[skill.name] += 1
    asked = dict.fromkeys(_request(rng, world, skill, task) for _ in range(WORDINGS if world.split == "train" else 1))
    requests = [request for request in asked if len(request) <= MAX_REQUEST]
    if not requests or len(task.code) > MAX_CODE:
        return None
    outcome = run(task.code, world.fresh(), modules(world.helpers))
    if outcome.error or (not task.lenient and is_hollow(outcome) and rng.random() > HOLLOW_SHARE):
        return None
    draft, error = _failed_draft(rng, world, task.code)
    first, *others = requests
    return Example(skill=skill.name, request=first, others=others, code=task.code, draft=draft, error=error)


def _request(rng: Random, world: World, skill: Skill, task: Task) -> str:
    template = rng.choice(skill.phrases(task.variant, heldout=world.split == "heldout"))
    columns = [c for t in world.tables for c in t.columns]
    frames = [t.name for t in world.tables]
    noun = row_noun(rng, world.split, task.frame, frames, columns) if task.frame else ""
    segments = phrase(rng, with_noun(template, noun), task.slots, columns)
    named = noun == task.frame and noun in template
    dressed = dress(rng, segments, task.frame, must_name=len(frames) > 1 and not named)
    return typed(rng, asked_to_keep(rng, world.split, dressed, task.kept) if task.kept else dressed)


def _failed_draft(rng: Random, world: World, code: str) -> tuple[str | None, str | None]:
    if rng.random() > REPAIR_SHARE:
        return None, None
    draft = broken(rng, code, world)
    if draft == code:
        return None, None
    outcome = run(draft, world.fresh(), modules(world.helpers))
    return (draft, outcome.error) if outcome.error else (None, None)


def _write(out: TextIO, made: Iterator[Record]) -> Counter[str]:
    written: Counter[str] = Counter()
    for record in made:
        out.write(json.dumps(record, ensure_ascii=False) + "\n")
        written.update(e["skill"] for e in record["examples"])
    return written


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Generate the embedded model's corpus.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schemas", type=int, default=2000)
    parser.add_argument("--split", choices=get_args(Split), default="train")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--report", action="store_true", help="print a table per skill instead of writing records")
    options = parser.parse_args()
    if options.report:
        from smallcode_nb.models.tiny.corpus.report import report

        print(report(options.seed, options.schemas, options.split))
        return
    start = time.perf_counter()
    made = records(options.seed, options.schemas, options.split, options.workers)
    if options.out:
        with options.out.open("w", encoding="utf-8") as out:
            written = _write(out, made)
    else:
        written = _write(sys.stdout, made)
    seconds = time.perf_counter() - start
    print(f"{written.total()} examples, {written.total() / seconds:.0f}/s", file=sys.stderr)


if __name__ == "__main__":
    main()
