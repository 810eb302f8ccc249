"""Replays completions that a real model once wrote, so that the loop runs on them without that model.

Knows: JSON-lines recordings (`prompt`, `completions`, optionally `task_id`, `model`), gzipped or not. A sample's
seed is the number of its completion, so consecutive seeds replay them in order; within one batch none comes twice
while others are left. A prompt finds its record by the task id or the function's name that it contains.
Does not know: models, tokens (counts are estimates).
"""

from __future__ import annotations

import gzip
import itertools
import json
import math
import random
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from smallcode_nb.agent.types import Chunk, ModelCard, Prompt, PromptStyle, Sampling
from smallcode_nb.errors import ModelError, WeightsDamaged, WeightsMissing

from .server_facts import size_in

_CONTEXT = 2048
_BYTES_PER_TOKEN = 3
_SIGNATURE = re.compile(r"^\s*(?:async\s+)?def\s+(\w+)\s*\(", re.MULTILINE)
_PIECE = 32  # characters a chunk carries


@dataclass(frozen=True, slots=True)
class Record:
    """What a model wrote for one prompt."""

    task_id: str
    prompt: str
    completions: tuple[str, ...]

    @property
    def entry_point(self) -> str:
        """The last function the prompt begins, "" when there is none."""
        names = _SIGNATURE.findall(self.prompt)
        return names[-1] if names else ""


class RecordedModel:
    """`agent.ports.Model` over recordings."""

    def __init__(self, card: ModelCard, records: Sequence[Record]) -> None:
        self.card = card
        self.records = tuple(records)
        self._by_task = {record.task_id: record for record in records if record.task_id}
        self._by_name: dict[str, list[Record]] = {}
        for record in records:
            self._by_name.setdefault(record.entry_point, []).append(record)

    def shuffled(self, seed: int) -> RecordedModel:
        """The same recording with every record's completions in another order; 0 keeps the order."""
        if seed == 0:
            return self
        drawn = [random.Random(f"{seed}:{r.task_id}").sample(r.completions, len(r.completions)) for r in self.records]
        mixed = [replace(record, completions=tuple(texts)) for record, texts in zip(self.records, drawn, strict=True)]
        return RecordedModel(self.card, mixed)

    def count_tokens(self, text: str) -> int:
        """An estimate: a recording brings no tokenizer."""
        return math.ceil(len(text.encode()) / _BYTES_PER_TOKEN)

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        """As in `Model`; temperature and top-p are those of the recording."""
        given: dict[Record, set[int]] = {}
        texts = [self._text(prompt, sampling, given) for prompt, sampling in zip(prompts, samplings, strict=True)]
        for index, text in enumerate(texts):
            pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)] or [""]
            for place, piece in enumerate(pieces, 1):
                finish = "stop" if place == len(pieces) else ""
                yield Chunk(index, piece, finish, None, self.count_tokens(text[: place * _PIECE]))

    def record_for(self, prompt: Prompt) -> Record:
        """The record a prompt asks for. Raises ModelError when there is none."""
        text = "\n".join(message.content for message in prompt.messages)
        for name in (*re.findall(r"\w+/\d+", text), *reversed(_SIGNATURE.findall(text))):
            named = [self._by_task[name]] if name in self._by_task else self._by_name.get(name, [])
            if named:
                return max(named, key=lambda record: _words_shared(record.prompt, text))
        raise ModelError("The recording has nothing for this prompt.", "Ask for one of the recorded tasks.")

    def holds(self, task_id: str, text: str) -> bool:
        """Whether a task was recorded: by its id where the recording has ids, else by the function it begins."""
        if self._by_task:
            return task_id in self._by_task
        return bool(text) and any(name in self._by_name for name in _SIGNATURE.findall(text))

    def _text(self, prompt: Prompt, sampling: Sampling, given: dict[Record, set[int]]) -> str:
        record = self.record_for(prompt)
        taken = given.setdefault(record, set())
        if len(taken) == len(record.completions):
            taken.clear()
        places = (place % len(record.completions) for place in itertools.count(sampling.seed))
        place = next(place for place in places if place not in taken)
        taken.add(place)
        text = record.completions[place]
        ends = [at for word in sampling.stop if word and (at := text.find(word)) >= 0]
        return text[: min(ends)] if ends else text


def _words_shared(recorded: str, asked: str) -> int:
    """Two tasks may ask for functions of one name; what they say of it differs."""
    return len(set(re.findall(r"\w+", recorded)) & set(re.findall(r"\w+", asked)))


def load_recorded(path: Path) -> RecordedModel:
    """A recording. Raises WeightsMissing, WeightsDamaged."""
    rows = _rows(path)
    try:
        records = [_record(row) for row in rows]
    except (KeyError, TypeError) as error:
        raise WeightsDamaged(f"{path.name} lacks {error} in a record.", "Give a recording of completions.") from error
    if not records:
        raise WeightsDamaged(f"{path.name} holds no records.", "Give a recording of completions.")
    name = str(rows[0].get("model") or path.name.partition(".")[0])
    card = ModelCard(
        name=f"recorded {name}",
        parameters=size_in(name),
        context=_CONTEXT,
        style=PromptStyle.BASE,
        backend="recorded",
    )
    return RecordedModel(card, records)


def _record(row: dict[str, Any]) -> Record:
    completions = tuple(str(text) for text in row["completions"])
    if not completions:
        raise KeyError("completions")
    return Record(str(row.get("task_id", "")), str(row["prompt"]), completions)


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise WeightsMissing(f"There is no {path}.", "Check the path.")
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, EOFError, ValueError) as error:
        raise WeightsDamaged(f"{path.name} cannot be read: {error}.", "Copy or download it again.") from error
