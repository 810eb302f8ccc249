"""How well the embedded model answers requests it never saw, alone and inside the loop.

    smallcode-nb tiny score --tasks 200 --json

Held-out requests come from the corpus grammar: other phrasings, other column names, other data. Every way of
choosing works on the same draws. Knows the corpus and the loop; knows nothing about training.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..agent.loop import Agent
from ..agent.ports import Model
from ..agent.types import Failure, LoopSettings, Request
from ..errors import RequestError
from .behaviour import Yardstick, matches, measure
from .machinery import OpenExecutor, kernels
from .memory import Remembering, Shared, Tape
from .pooled import drawn, most_agreed

if TYPE_CHECKING:
    from ..models.tiny.corpus.generate import Example, Record

__all__ = ["COLUMNS", "Mark", "Summary", "main", "score", "summarise"]

COLUMNS = ("greedy", "best_of_n", "loop", "oracle")
SEED = 7
TASKS = 300
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Mark:
    """One held-out request: which ways of choosing were right, and what the loop spent."""

    family: str
    skill: str
    request: str
    repair: bool
    greedy: bool
    best_of_n: bool
    loop: bool
    oracle: bool
    generations: int = 0
    tokens: int = 0
    executions: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares of right answers, 0 to 1."""

    n_tasks: int
    greedy: float
    best_of_n: float
    loop: float
    oracle: float


def summarise(marks: Sequence[Mark]) -> Summary:
    """Shares over all marks; zeros when there are none."""
    return Summary(len(marks), *(round(sum(getattr(m, c) for m in marks) / max(1, len(marks)), 4) for c in COLUMNS))


async def score(
    model: Model, executor: OpenExecutor, records: Iterable[Record], tasks: int, tell: Tell = lambda _: None
) -> list[Mark]:
    """Marks of the first `tasks` requests, and of the failed drafts that come with them."""
    marks: list[Mark] = []
    for record in records:
        left = tasks - sum(not mark.repair for mark in marks)
        if left <= 0:
            break
        marks += await _record_marks(model, executor, record, left)
        done = [mark for mark in marks if not mark.repair]
        tell(f"{len(done)}/{tasks} " + " ".join(f"{c} {getattr(summarise(done), c):.1%}" for c in COLUMNS))
    return marks


async def _record_marks(model: Model, executor: OpenExecutor, record: Record, most: int) -> list[Mark]:
    from ..kernels.describe import describe
    from ..models.tiny.corpus.generate import namespace_from_seed

    variables = namespace_from_seed(record)
    opened = executor(variables)
    async with opened.open() as session:
        memory = Remembering(session)
        exam = _Exam(Tape(model), memory, Shared(memory, opened.parallel))
        namespace = describe(variables)
        asked = [
            exam.mark(example, Request(example["request"], namespace, failure=failure))
            for example in record["examples"][:most]
            for failure in _askings(example)
        ]
        try:
            marks = await asyncio.gather(*asked)
        finally:
            await memory.settle()
    return [mark for mark in marks if mark is not None]


def _askings(example: Example) -> Iterator[Failure | None]:
    """Asked for the first time and, where a draft failed, asked to mend it."""
    yield None
    if example["draft"] is not None:
        ename, _, evalue = (example["error"] or "").partition(": ")
        yield Failure(example["draft"], ename, evalue)


@dataclass(frozen=True, slots=True)
class _Exam:
    """One record's draws and runs, shared by its requests."""

    model: Tape
    session: Remembering
    executor: Shared

    async def mark(self, example: Example, request: Request) -> Mark | None:
        """None when the reference leaves nothing to compare with."""
        from ..models.tiny.corpus.registry import SKILLS

        live = request.namespace.names()
        yardstick = await measure(self.session, example["code"], request.text, live)
        if yardstick is None:
            return None
        about = (SKILLS[example["skill"]].family, example["skill"], request.text, request.failure is not None)
        try:
            return await self._compared(about, request, yardstick)
        except RequestError as error:
            return Mark(*about, False, False, False, False, refused=error.cause)

    async def _compared(self, about: tuple[str, str, str, bool], request: Request, yardstick: Yardstick) -> Mark:
        settings = LoopSettings()
        codes = [candidate.code for candidate in await drawn(self.model, request, settings)]
        right = {code: await matches(yardstick, self.session, code) for code in dict.fromkeys(codes)}
        agreed = await most_agreed(self.session, request, codes)
        outcome = await Agent(self.model, self.executor, None, settings).solve(request)
        found = outcome.chosen.candidate.code if outcome.chosen else ""
        usage = outcome.evidence.usage
        return Mark(
            *about,
            greedy=right[codes[0]],
            best_of_n=right[agreed],
            loop=await matches(yardstick, self.session, found),
            oracle=any(right.values()),
            generations=usage.generations,
            tokens=usage.generated_tokens,
            executions=usage.executions,
        )


# --- the command ----------------------------------------------------------------------------


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="smallcode-nb tiny score", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tasks", type=int, default=TASKS, help=f"held-out requests (default: {TASKS})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"which held-out namespaces (default: {SEED})")
    parser.add_argument("--weights", type=Path, help="folder of an exported model (default: the embedded one)")
    parser.add_argument("--marks", type=Path, help="write one JSON line per request there")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    options = parser.parse_args()
    began = time.monotonic()
    model, marks = asyncio.run(_measure(options))
    if options.marks:
        options.marks.write_text("".join(json.dumps(asdict(mark)) + "\n" for mark in marks))
    report(marks, model, options.seed, time.monotonic() - began, as_json=options.json)
    return 0


async def _measure(options: argparse.Namespace) -> tuple[Model, list[Mark]]:
    from ..models.embedded import WEIGHTS, load_embedded
    from ..models.tiny.corpus.generate import records

    model = await asyncio.to_thread(load_embedded, None, options.weights or WEIGHTS)
    made = records(options.seed, 10 * options.tasks, "heldout")
    async with kernels() as executor:
        marks = await score(model, executor, made, options.tasks, _progress)
    return model, marks


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{line}", end="", file=sys.stderr, flush=True)


def report(marks: Sequence[Mark], model: Model, seed: int, seconds: float, *, as_json: bool) -> None:
    """Print the table, and the JSON object if asked for."""
    first = [mark for mark in marks if not mark.repair]
    families = {family: [m for m in first if m.family == family] for family in sorted({m.family for m in first})}
    rows = {family: summarise(members) for family, members in families.items()}
    repairs, overall = summarise([mark for mark in marks if mark.repair]), summarise(first)
    print(f"{'':12} {'tasks':>6} " + " ".join(f"{column:>9}" for column in COLUMNS))
    for name, row in {**rows, "repairs": repairs, "ALL": overall}.items():
        print(f"{name:12} {row.n_tasks:6} " + " ".join(f"{getattr(row, column):9.1%}" for column in COLUMNS))
    if as_json:
        found: dict[str, Any] = asdict(overall) | {
            "families": {name: asdict(row) for name, row in rows.items()},
            "repairs": asdict(repairs),
            "loop_tokens_mean": round(sum(m.tokens for m in first) / max(1, len(first)), 1),
            "loop_executions_mean": round(sum(m.executions for m in first) / max(1, len(first)), 2),
            "refused": sum(bool(mark.refused) for mark in first),
            "seed": seed,
            "model": model.card.name,
            "weights_sha256": model.card.weights_sha256,
            "seconds": round(seconds, 1),
        }
        print(json.dumps(found))


if __name__ == "__main__":
    sys.exit(main())
