"""Training of the embedded model, deterministic from a seed.

Knows: the schedule, checkpoints, what is logged. Does not know: how examples are made, how the result is exported.
Run as `python -m smallcode_nb.models.tiny.train --corpus DIR --out DIR --steps N`. DIR holds `train*.jsonl` and
`heldout*.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from smallcode_nb.models.tiny.network import Network, NetworkShape
from smallcode_nb.models.tiny.optimiser import Optimiser, Rates
from smallcode_nb.models.tiny.packing import Rows, count_examples, join_rows, load_rows, pack, read_records, record_texts, save_rows
from smallcode_nb.models.tiny.tokenizer import load_tokenizer, train_tokenizer

Indices = NDArray[np.int64]
_TOKENIZER_RECORDS = 4000
_HELDOUT_RECORDS = 400


@dataclass(frozen=True)
class TrainSettings:
    """Everything a run depends on besides its corpus."""

    steps: int = 4000
    rows: int = 16
    row_length: int = 512
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
    compile: bool = True
    log_every: int = 20
    evaluate_every: int = 250
    checkpoint_every: int = 200


@dataclass(frozen=True)
class TrainReport:
    """What a run cost and reached."""

    settings: dict[str, Any]
    parameters: int
    examples_seen: int
    tokens_seen: int
    answer_tokens_seen: int
    seconds: float
    train_loss: float
    heldout_loss: float
    corpus_examples: int


@dataclass
class Progress:
    """Counters that a checkpoint carries."""

    step: int = 0
    examples: int = 0
    answers: int = 0
    seconds: float = 0.0
    loss: float = math.nan
    pace: float = math.nan


@dataclass(frozen=True)
class Batch:
    """One batch as tensors: ids and positions (B, T), additive mask (B, 1, T, T), flat indices and ids to predict."""

    tokens: Tensor
    positions: Tensor
    mask: Tensor
    before: Tensor
    answers: Tensor
    examples: int


def prepare(corpus: Path, out: Path, settings: TrainSettings) -> None:
    """Learn the tokenizer and pack each corpus file into `out`, as far as they are not there yet."""
    out.mkdir(parents=True, exist_ok=True)
    files = sorted(corpus.glob("train*.jsonl"))
    if not (out / "tokenizer.json").exists():
        first = islice(read_records(files), _TOKENIZER_RECORDS)
        train_tokenizer(record_texts(first), settings.vocabulary).save(str(out / "tokenizer.json"))
    tokenizer = load_tokenizer(out / "tokenizer.json")
    for file in files:
        if not (out / "train" / file.stem).exists():
            save_rows(pack(tokenizer, read_records([file]), settings.row_length, settings.seed), out / "train" / file.stem)
    if not (out / "heldout").exists():
        heldout = islice(read_records(sorted(corpus.glob("heldout*.jsonl"))), _HELDOUT_RECORDS)
        save_rows(pack(tokenizer, heldout, settings.row_length), out / "heldout")


def train(corpus: Path, out: Path, settings: TrainSettings) -> TrainReport:
    """Train, or go on training from the last checkpoint in `out`; writes `model.pt` and `report.json`."""
    torch.set_num_threads(settings.threads)
    prepare(corpus, out, settings)
    shards = [load_rows(folder) for folder in sorted((out / "train").iterdir())]
    rows, heldout = join_rows(shards), load_rows(out / "heldout")
    early = sum(len(shard) for shard in shards[: settings.early_shards])
    network = _network(out, settings)
    forward = torch.compile(network) if settings.compile else network
    optimiser = Optimiser(network, settings.rates)
    progress = _resume(out, optimiser)
    log = (out / "log.jsonl").open("a", encoding="utf-8")
    started = time.monotonic() - progress.seconds
    heldout_loss = math.nan
    for step, chosen in schedule(len(rows), early, settings, progress.step):
        batch = make_batch(rows, chosen)
        loss = _loss(network, forward, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = optimiser.step(rate_factor(step, settings))
        _count(progress, batch, loss.item(), time.monotonic() - started)
        if progress.step % settings.evaluate_every == 0 or progress.step == settings.steps:
            heldout_loss = evaluate(network, forward, heldout, settings)
        if progress.step % settings.log_every == 0:
            _log(log, progress, settings, {"norm": norm, "heldout_loss": heldout_loss})
        if progress.step % settings.checkpoint_every == 0:
            _checkpoint(out, optimiser, progress)
    return _finish(out, optimiser, network, progress, settings, heldout_loss, count_examples(rows))


def rate_factor(step: int, settings: TrainSettings) -> float:
    """Warm-up, plateau, linear fall to zero: the share of the peak rate at `step`."""
    fall = settings.steps * settings.cooldown
    return min(1.0, (step + 1) / settings.warmup, (settings.steps - step) / fall)


def make_batch(rows: Rows, chosen: Indices, dtype: torch.dtype = torch.bfloat16) -> Batch:
    """Gather rows and build the shared-prefix mask: earlier, same record, and namespace or same example."""
    tokens = torch.from_numpy(rows.tokens[chosen].astype(np.int64))
    positions = torch.from_numpy(rows.positions[chosen].astype(np.int64))
    record = torch.from_numpy(rows.records[chosen].astype(np.int32)) << 8
    segment = record + torch.from_numpy(rows.examples[chosen].astype(np.int32))
    own = segment[:, :, None] == segment[:, None, :]
    shared = record[:, :, None] == segment[:, None, :]
    causal = torch.ones(tokens.shape[1], tokens.shape[1], dtype=torch.bool).tril()
    mask = torch.where((own | shared) & causal, 0.0, -30000.0).to(dtype)[:, None]
    wanted = torch.from_numpy(rows.targets[chosen]).flatten().nonzero()[:, 0]
    examples = int(((segment[:, 1:] != segment[:, :-1]) & (segment[:, 1:] & 255 > 0)).sum())
    return Batch(tokens, positions, mask, wanted - 1, tokens.flatten()[wanted], examples)


def _loss(network: Network, forward: Any, batch: Batch) -> Tensor:
    hidden = forward(batch.tokens, batch.positions, batch.mask)
    logits = network.logits(hidden.flatten(0, 1).index_select(0, batch.before))
    return functional.cross_entropy(logits.float(), batch.answers)


def evaluate(network: Network, forward: Any, rows: Rows, settings: TrainSettings, batches: int = 6) -> float:
    """Mean loss per answer token over the first rows of `rows`; keeps gradients on, to reuse the compiled graph."""
    count = min(len(rows), batches * settings.rows) // settings.rows
    starts = [np.arange(i * settings.rows, (i + 1) * settings.rows) for i in range(count)]
    losses = [_loss(network, forward, make_batch(rows, chosen)).item() for chosen in starts]
    return sum(losses) / len(losses) if losses else math.nan


def _network(out: Path, settings: TrainSettings) -> Network:
    torch.manual_seed(settings.seed)
    vocabulary = load_tokenizer(out / "tokenizer.json").get_vocab_size()
    shape = NetworkShape(vocabulary, settings.layers, settings.width, settings.heads, settings.feed_forward)
    _write_atomically(out / "shape.json", json.dumps(asdict(shape)).encode())
    return Network(shape).to(torch.bfloat16)


def schedule(rows: int, early: int, settings: TrainSettings, start: int) -> Iterator[tuple[int, Indices]]:
    """(step, row numbers) pairs; every epoch is a permutation given by seed and epoch alone.

    The first `early_steps` steps draw from the first `early` rows only, so that a run can start on the first shards
    of a corpus while the others are being made.
    """
    for step in range(start, settings.steps):
        begun, available = (0, early) if step < settings.early_steps else (settings.early_steps, rows)
        epoch, place = divmod(step - begun, available // settings.rows)
        order = np.random.default_rng((settings.seed, begun, epoch)).permutation(available)
        yield step, np.sort(order[place * settings.rows : (place + 1) * settings.rows])


def _count(progress: Progress, batch: Batch, loss: float, seconds: float) -> None:
    progress.step += 1
    progress.examples += batch.examples
    progress.answers += len(batch.answers)
    taken = seconds - progress.seconds
    progress.pace = taken if math.isnan(progress.pace) else 0.95 * progress.pace + 0.05 * taken
    progress.seconds = seconds
    progress.loss = loss if math.isnan(progress.loss) else 0.98 * progress.loss + 0.02 * loss


def _log(log: Any, progress: Progress, settings: TrainSettings, more: dict[str, float]) -> None:
    rate = 1 / progress.pace
    line = {
        "step": progress.step,
        "loss": round(progress.loss, 4),
        **{name: round(value, 4) for name, value in more.items()},
        "tokens_per_s": round(rate * settings.rows * settings.row_length),
        "examples_per_s": round(progress.examples / progress.step * rate, 1),
        "minutes": round(progress.seconds / 60, 1),
        "eta_min": round((settings.steps - progress.step) / rate / 60, 1),
    }
    log.write(json.dumps(line) + "\n")
    log.flush()


def _checkpoint(out: Path, optimiser: Optimiser, progress: Progress) -> None:
    partial = out / "checkpoint.pt.partial"
    torch.save({"optimiser": optimiser.state_dict(), "progress": asdict(progress)}, partial)
    os.replace(partial, out / "checkpoint.pt")


def _resume(out: Path, optimiser: Optimiser) -> Progress:
    if not (out / "checkpoint.pt").exists():
        return Progress()
    state = torch.load(out / "checkpoint.pt", weights_only=True)
    optimiser.load_state_dict(state["optimiser"])
    return Progress(**state["progress"])


def _finish(
    out: Path, optimiser: Optimiser, network: Network, progress: Progress, settings: TrainSettings, heldout: float, corpus_examples: int
) -> TrainReport:
    _checkpoint(out, optimiser, progress)
    torch.save(optimiser.master, out / "model.pt")
    report = TrainReport(
        settings=asdict(settings),
        parameters=sum(weight.numel() for weight in network.parameters()),
        examples_seen=progress.examples,
        tokens_seen=progress.step * settings.rows * settings.row_length,
        answer_tokens_seen=progress.answers,
        seconds=progress.seconds,
        train_loss=progress.loss,
        heldout_loss=heldout,
        corpus_examples=corpus_examples,
    )
    _write_atomically(out / "report.json", json.dumps(asdict(report), indent=2).encode())
    return report


def load_network(out: Path) -> Network:
    """The float32 network of a finished run, or of its last checkpoint."""
    shape = NetworkShape(**json.loads((out / "shape.json").read_text(encoding="utf-8")))
    network = Network(shape)
    file = out / "model.pt"
    weights = torch.load(file, weights_only=True) if file.exists() else None
    if weights is None:
        weights = torch.load(out / "checkpoint.pt", weights_only=True)["optimiser"]["master"]
    network.load_state_dict(weights)
    return network.eval()


def _write_atomically(path: Path, data: bytes) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    os.replace(partial, path)


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description="Train the embedded model.")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    for name in ("steps", "rows", "row_length", "layers", "width", "heads", "feed_forward", "vocabulary", "seed", "early_steps", "early_shards"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(TrainSettings, name))
    parser.add_argument("--matrix-rate", type=float, default=Rates.matrices)
    parser.add_argument("--rest-rate", type=float, default=Rates.rest)
    arguments = vars(parser.parse_args())
    corpus, out = arguments.pop("corpus"), arguments.pop("out")
    rates = Rates(matrices=arguments.pop("matrix_rate"), rest=arguments.pop("rest_rate"))
    report = train(corpus, out, TrainSettings(rates=rates, **arguments))
    print(json.dumps(asdict(report)))


if __name__ == "__main__":
    main()
