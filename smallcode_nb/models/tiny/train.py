"""Training of the embedded model, deterministic from a seed.

Knows: the order of things in a run, the schedule, what is logged. Does not know: how examples are made, how the result
is exported. Run as `python -m smallcode_nb.models.tiny.train --corpus DIR --out DIR --steps N`; DIR holds
`train*.jsonl` and `heldout*.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from smallcode_nb.models.tiny.batches import UNLEARNED, Batch, Order, make_batch
from smallcode_nb.models.tiny.checkpoint import (
    Progress,
    TrainReport,
    TrainSettings,
    load_checkpoint,
    save_checkpoint,
    save_result,
    save_shape,
)
from smallcode_nb.models.tiny.network import Network, NetworkShape, count_parameters
from smallcode_nb.models.tiny.optimiser import Optimiser, Rates
from smallcode_nb.models.tiny.packing import (
    Rows,
    count_examples,
    join_rows,
    load_rows,
    pack,
    read_records,
    record_texts,
    save_rows,
)
from smallcode_nb.models.tiny.tokenizer import load_tokenizer, train_tokenizer

_TOKENIZER_RECORDS = 4000
_HELDOUT_RECORDS = 400
_HELDOUT_BATCHES = 6

Forward = Callable[[Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Run:
    """The parts of a training run."""

    settings: TrainSettings
    out: Path
    rows: Rows
    heldout: Rows
    order: Order
    network: Network
    forward: Forward
    optimiser: Optimiser


def train(corpus: Path, out: Path, settings: TrainSettings) -> TrainReport:
    """Train, or go on from the last checkpoint in `out`; leaves `model.pt`, `report.json` and `log.jsonl` there."""
    torch.set_num_threads(settings.threads)
    prepare(corpus, out, settings)
    run = _assemble(out, settings)
    progress = load_checkpoint(out, run.optimiser)
    heldout_loss = _loop(run, progress)
    report = _report(run, progress, heldout_loss)
    save_result(out, run.optimiser, report)
    return report


def prepare(corpus: Path, out: Path, settings: TrainSettings) -> None:
    """Learn the tokenizer and pack each corpus file into `out`, as far as they are not there yet."""
    out.mkdir(parents=True, exist_ok=True)
    files = sorted(corpus.glob("train*.jsonl"))
    if not (out / "tokenizer.json").exists():
        first = islice(read_records(files), _TOKENIZER_RECORDS)
        train_tokenizer(record_texts(first), settings.vocabulary).save(str(out / "tokenizer.json"))
    tokenizer = load_tokenizer(out / "tokenizer.json")
    for file in files:
        folder = out / "train" / file.stem
        if not folder.exists():
            save_rows(pack(tokenizer, read_records([file]), settings.row_length, settings.seed), folder)
    if not (out / "heldout").exists():
        heldout = islice(read_records(sorted(corpus.glob("heldout*.jsonl"))), _HELDOUT_RECORDS)
        save_rows(pack(tokenizer, heldout, settings.row_length), out / "heldout")


def rate_factor(step: int, settings: TrainSettings) -> float:
    """Warm-up, plateau, linear fall to zero: the share of the peak rate at `step`."""
    fall = settings.steps * settings.cooldown
    return min(1.0, (step + 1) / settings.warmup, (settings.steps - step) / fall)


def loss_of(run: Run, batch: Batch) -> Tensor:
    """Mean cross-entropy over the learned tokens of a batch."""
    hidden = run.forward(batch.tokens, batch.positions, batch.mask)
    logits = run.network.logits(hidden.flatten(0, 1).index_select(0, batch.before))
    return functional.cross_entropy(logits.float(), batch.answers, ignore_index=UNLEARNED)


def evaluate(run: Run) -> float:
    """Mean loss over the first held-out rows; keeps gradients on, to reuse the compiled graph."""
    size = min(run.settings.rows, len(run.heldout))
    starts = range(0, min(len(run.heldout), _HELDOUT_BATCHES * size) - size + 1, size)
    losses = [loss_of(run, make_batch(run.heldout, np.arange(start, start + size))).item() for start in starts]
    return sum(losses) / len(losses)


def _assemble(out: Path, settings: TrainSettings) -> Run:
    shards = [load_rows(folder) for folder in sorted((out / "train").iterdir())]
    early = sum(len(shard) for shard in shards[: settings.early_shards])
    torch.manual_seed(settings.seed)
    shape = NetworkShape(
        load_tokenizer(out / "tokenizer.json").get_vocab_size(),
        settings.layers,
        settings.width,
        settings.heads,
        settings.feed_forward,
    )
    save_shape(out, shape)
    network = Network(shape).to(torch.bfloat16)
    forward: Forward = torch.compile(network) if settings.compile else network
    order = Order(settings.rows, settings.seed, settings.early_steps, early)
    optimiser = Optimiser(network, settings.rates)
    return Run(settings, out, join_rows(shards), load_rows(out / "heldout"), order, network, forward, optimiser)


def _loop(run: Run, progress: Progress) -> float:
    """Take the remaining steps; returns the last held-out loss."""
    settings = run.settings
    started = time.monotonic() - progress.seconds
    heldout_loss = math.nan
    for step, chosen in run.order.batches(len(run.rows), progress.step, settings.steps):
        batch = make_batch(run.rows, chosen)
        loss = loss_of(run, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        run.optimiser.step(rate_factor(step, settings))
        progress.advance(batch.examples, batch.learned, loss.item(), time.monotonic() - started)
        last = progress.step == settings.steps
        if last or progress.step % settings.evaluate_every == 0:
            heldout_loss = evaluate(run)
        if last or progress.step % settings.log_every == 0:
            _log(run, progress, heldout_loss)
        if last or progress.step % settings.checkpoint_every == 0:
            save_checkpoint(run.out, run.optimiser, progress)
    return heldout_loss


def _log(run: Run, progress: Progress, heldout_loss: float) -> None:
    """Append one line; the rates are those of the last steps, the estimate is in minutes."""
    line = {
        "step": progress.step,
        "loss": round(progress.loss, 4),
        "heldout_loss": None if math.isnan(heldout_loss) else round(heldout_loss, 4),
        "tokens_per_s": round(run.settings.rows * run.settings.row_length / progress.pace),
        "examples_per_s": round(progress.examples / progress.step / progress.pace, 1),
        "minutes": round(progress.seconds / 60, 1),
        "minutes_left": round((run.settings.steps - progress.step) * progress.pace / 60, 1),
    }
    with (run.out / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")


def _report(run: Run, progress: Progress, heldout_loss: float) -> TrainReport:
    return TrainReport(
        settings=asdict(run.settings),
        parameters=count_parameters(run.network),
        examples_seen=progress.examples,
        tokens_seen=progress.step * run.settings.rows * run.settings.row_length,
        answer_tokens_seen=progress.answers,
        seconds=progress.seconds,
        train_loss=progress.loss,
        heldout_loss=heldout_loss,
        corpus_examples=count_examples(run.rows),
    )


_WHOLE = ("steps", "rows", "row_length", "layers", "width", "heads", "feed_forward", "vocabulary", "seed")


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description="Train the embedded model.")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    for name in (*_WHOLE, "early_steps", "early_shards"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(TrainSettings, name))
    parser.add_argument("--matrix-rate", type=float, default=Rates.matrices)
    parser.add_argument("--rest-rate", type=float, default=Rates.rest)
    arguments = vars(parser.parse_args())
    corpus, out = arguments.pop("corpus"), arguments.pop("out")
    rates = Rates(matrices=arguments.pop("matrix_rate"), rest=arguments.pop("rest_rate"))
    print(json.dumps(asdict(train(corpus, out, TrainSettings(rates=rates, **arguments)))))


if __name__ == "__main__":
    main()
