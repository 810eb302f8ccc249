"""What a training run leaves on disk, written so that a crash never damages it.

Knows: file names and forms. Does not know: how a step is made.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from smallcode_nb.models.tiny.network import Network, NetworkShape
from smallcode_nb.models.tiny.optimiser import Optimiser, Rates

_CHECKPOINT = "checkpoint.pt"
MODEL = "model.pt"
_SHAPE = "shape.json"
_REPORT = "report.json"


@dataclass(frozen=True)
class TrainSettings:
    """Everything a run depends on besides its corpus."""

    steps: int = 4200
    rows: int = 13
    row_length: int = 640
    layers: int = 8
    width: int = 256
    heads: int = 4
    feed_forward: int = 704
    vocabulary: int = 2048
    seed: int = 20261123
    early_steps: int = 0
    early_shards: int = 1
    warmup: int = 100
    cooldown: float = 0.5
    rates: Rates = field(default_factory=Rates)
    threads: int = 2
    device: str = "cpu"
    #: how many wordings of each example are packed, see `corpus.generate.WORDINGS`
    turns: int = 4
    compile: bool = True
    #: SHA-256 of the weights that the run began with, if it did not begin from nothing
    begun_with: str = ""
    log_every: int = 20
    evaluate_every: int = 250
    checkpoint_every: int = 200


@dataclass
class Progress:
    """Counters that a checkpoint carries; `loss` and `pace` (seconds per step) are running means."""

    step: int = 0
    examples: int = 0
    answers: int = 0
    seconds: float = 0.0
    loss: float = math.nan
    pace: float = math.nan

    def advance(self, examples: int, answers: int) -> None:
        """Count one step."""
        self.step += 1
        self.examples += examples
        self.answers += answers

    def measured(self, losses: Iterable[float], seconds: float) -> None:
        """Take in the losses of the steps since the last call, which end `seconds` after the run's start."""
        new = list(losses)
        for loss in new:
            self.loss = _running(self.loss, loss, 0.02)
        if new:
            self.pace = _running(self.pace, (seconds - self.seconds) / len(new), 0.5)
            self.seconds = seconds


@dataclass(frozen=True)
class TrainReport:
    """What a run cost and reached; losses are per learned token."""

    settings: dict[str, Any]
    parameters: int
    examples_seen: int
    tokens_seen: int
    answer_tokens_seen: int
    seconds: float
    train_loss: float
    heldout_loss: float
    corpus_examples: int


def save_checkpoint(out: Path, optimiser: Optimiser, progress: Progress) -> None:
    """Replace the checkpoint by the present state."""
    partial = out / (_CHECKPOINT + ".partial")
    torch.save({"optimiser": optimiser.state_dict(), "progress": asdict(progress)}, partial)
    partial.replace(out / _CHECKPOINT)


def load_checkpoint(out: Path, optimiser: Optimiser) -> Progress:
    """Bring the optimiser and its network back to the last checkpoint, if there is one."""
    if not (out / _CHECKPOINT).exists():
        return Progress()
    state = torch.load(out / _CHECKPOINT, weights_only=True, map_location="cpu")
    optimiser.load_state_dict(state["optimiser"])
    return Progress(**state["progress"])


def save_result(out: Path, optimiser: Optimiser, report: TrainReport) -> None:
    """Write the full-precision weights and the report."""
    torch.save(optimiser.master, out / MODEL)
    write_json(out / _REPORT, asdict(report))


def load_report(out: Path) -> TrainReport:
    """The report of a finished run."""
    return TrainReport(**json.loads((out / _REPORT).read_text(encoding="utf-8")))


def save_shape(out: Path, shape: NetworkShape) -> None:
    """Write the network's sizes, which its weights alone do not tell."""
    write_json(out / _SHAPE, asdict(shape))


def load_network(out: Path) -> Network:
    """The full-precision network of a finished run, or of its last checkpoint."""
    network = Network(NetworkShape(**json.loads((out / _SHAPE).read_text(encoding="utf-8"))))
    if (out / MODEL).exists():
        weights = torch.load(out / MODEL, weights_only=True, map_location="cpu")
    else:
        weights = torch.load(out / _CHECKPOINT, weights_only=True, map_location="cpu")["optimiser"]["master"]
    network.load_state_dict(weights)
    return network.eval()


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Replace a file as a whole."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    os.replace(partial, path)


def _running(mean: float, value: float, weight: float) -> float:
    return value if math.isnan(mean) else (1 - weight) * mean + weight * value
