"""Training of the embedded model, deterministic from a seed.

Knows: the order of things in a run, the schedule, what is logged. Does not know: how examples are made, how the result
is exported. Run as `python -m smallcode_nb.models.tiny.train --corpus DIR --out DIR --steps N`; DIR holds
`train*.jsonl` and `heldout*.jsonl`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import islice, product
from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from smallcode_nb.models.tiny.aliases import read_lexicon
from smallcode_nb.models.tiny.batches import UNLEARNED, Batch, Indices, Order, make_batch
from smallcode_nb.models.tiny.checkpoint import (
    MODEL,
    Progress,
    TrainReport,
    TrainSettings,
    load_checkpoint,
    save_checkpoint,
    save_result,
    save_shape,
)
from smallcode_nb.models.tiny.lexicon import write_lexicon
from smallcode_nb.models.tiny.network import Network, NetworkShape, count_parameters, precision
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

WORDS = "words.txt"
_TOKENIZER_RECORDS = 4000
_HELDOUT_RECORDS = 400
_HELDOUT_BATCHES = 6
_TRIAL_STEPS = 30

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


def train(
    corpus: Path,
    out: Path,
    settings: TrainSettings,
    minutes: float = 0,
    halt_after_s: float = math.inf,
    begin: Path | None = None,
) -> TrainReport | None:
    """Train, or go on from the last checkpoint in `out`; leaves `model.pt`, `report.json` and `log.jsonl` there.

    With `begin`, the folder of a finished run, its weights and tokenizer are trained further.
    With `minutes`, first finds out how many steps fit; the report names them, so that the run can be repeated.
    None when it was halted after `halt_after_s` seconds: its checkpoint is there to go on from.
    """
    torch.set_num_threads(settings.threads)
    if begin is not None:
        settings = replace(settings, begun_with=_begin(begin, out))
    prepare(corpus, out, settings)
    if minutes:
        settings = replace(settings, steps=_steps_within(out, settings, minutes))
    run = _assemble(out, settings)
    if begin is not None:
        run.optimiser.load_weights(torch.load(begin / MODEL, weights_only=True, map_location=settings.device))
    progress = load_checkpoint(out, run.optimiser)
    heldout_loss = _loop(run, progress, halt_after_s)
    if progress.step < settings.steps:
        return None
    report = _report(run, progress, heldout_loss)
    save_result(out, run.optimiser, report)
    return report


def prepare(corpus: Path, out: Path, settings: TrainSettings) -> None:
    """Learn the tokenizer and the words, and pack each corpus file into `out`, as far as they are not there yet."""
    out.mkdir(parents=True, exist_ok=True)
    files = sorted(corpus.glob("train*.jsonl"))
    if not (out / "tokenizer.json").exists():
        first = islice(read_records(files), _TOKENIZER_RECORDS)
        train_tokenizer(record_texts(first), settings.vocabulary).save(str(out / "tokenizer.json"))
    if not (out / WORDS).exists():
        write_lexicon(files, out / "tokenizer.json", out / WORDS)
    jobs = [
        (file, turn) for file, turn in product(files, range(settings.turns)) if not _shard(out, file, turn).exists()
    ]
    if len(jobs) > 2 and settings.threads > 1:
        with ProcessPoolExecutor(settings.threads) as pool:
            list(pool.map(_pack_file, [out] * len(jobs), [settings] * len(jobs), *zip(*jobs, strict=True)))
    else:
        for file, turn in jobs:
            _pack_file(out, settings, file, turn)
    tokenizer = load_tokenizer(out / "tokenizer.json")
    if not (out / "heldout").exists():
        heldout = islice(read_records(sorted(corpus.glob("heldout*.jsonl"))), _HELDOUT_RECORDS)
        rows = pack(tokenizer, heldout, settings.row_length, lexicon=read_lexicon(out / WORDS))
        save_rows(rows, out / "heldout")


def _begin(begin: Path, out: Path) -> str:
    """Take over a finished run's tokenizer; returns the SHA-256 of its weights."""
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(begin / "tokenizer.json", out / "tokenizer.json")
    return hashlib.sha256((begin / MODEL).read_bytes()).hexdigest()


def _shard(out: Path, file: Path, turn: int) -> Path:
    return out / "train" / f"{file.stem}-{turn}"


def _pack_file(out: Path, settings: TrainSettings, file: Path, turn: int) -> None:
    """One wording of each example of a file; examples with fewer wordings are asked the same way again."""
    tokenizer = load_tokenizer(out / "tokenizer.json")
    seed = settings.seed + turn + crc32(file.stem.encode())
    rows = pack(tokenizer, read_records([file]), settings.row_length, seed, turn, read_lexicon(out / WORDS))
    save_rows(rows, _shard(out, file, turn))


def _steps_within(out: Path, settings: TrainSettings, minutes: float) -> int:
    """How many steps fit into `minutes`: a few are taken, timed and thrown away."""
    run = _assemble(out, settings)
    for timed in (False, True):
        started = time.monotonic()
        for _, chosen in run.order.batches(len(run.rows), 0, _TRIAL_STEPS):
            _step(run, chosen, 0.0)
        _wait(settings.device)
        if timed:
            pace = (time.monotonic() - started) / _TRIAL_STEPS
    return int(minutes * 60 / pace)


def _wait(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.synchronize()


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
    device = run.settings.device
    dtype = precision(device)
    batches = (make_batch(run.heldout, np.arange(start, start + size), dtype, device) for start in starts)
    losses = [loss_of(run, batch).item() for batch in batches]
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
    network = Network(shape).to(settings.device, precision(settings.device))
    order = Order(settings.rows, settings.seed, settings.early_steps, early)
    optimiser = Optimiser(network, settings.rates)
    forward = _compiled(network, settings)
    return Run(settings, out, join_rows(shards), load_rows(out / "heldout"), order, network, forward, optimiser)


def _compiled(network: Network, settings: TrainSettings) -> Forward:
    if settings.compile and settings.device.startswith("cuda"):
        for layer in network.layers:  # one graph serves all layers: compiled in seconds, not minutes
            layer.compile()
    elif settings.compile:
        compiled: Forward = torch.compile(network)
        return compiled
    return network


def _loop(run: Run, progress: Progress, halt_after_s: float = math.inf) -> float:
    """Take the remaining steps; returns the last held-out loss."""
    settings = run.settings
    started = time.monotonic() - progress.seconds
    heldout_loss = math.nan
    losses: list[Tensor] = []
    for step, chosen in run.order.batches(len(run.rows), progress.step, settings.steps):
        batch, loss = _step(run, chosen, rate_factor(step, settings))
        losses.append(loss)
        progress.advance(batch.examples, batch.learned)
        halt = time.monotonic() - started > halt_after_s
        due = _due(settings, progress.step, halt=halt)
        if due.any:
            progress.measured((loss.item() for loss in losses), time.monotonic() - started)
            losses.clear()
        if due.evaluation:
            heldout_loss = evaluate(run)
        if due.log:
            _log(run, progress, heldout_loss)
        if due.checkpoint:
            save_checkpoint(run.out, run.optimiser, progress)
        if halt:
            break
    return heldout_loss


def _step(run: Run, chosen: Indices, factor: float) -> tuple[Batch, Tensor]:
    batch = make_batch(run.rows, chosen, precision(run.settings.device), run.settings.device)
    loss = loss_of(run, batch)
    loss.backward()  # type: ignore[no-untyped-call]
    run.optimiser.step(factor)
    return batch, loss.detach()


@dataclass(frozen=True)
class _Due:
    """What is to be done after a step; reading the loss waits for the device, so it is done only then."""

    evaluation: bool
    log: bool
    checkpoint: bool

    @property
    def any(self) -> bool:
        """Whether anything is."""
        return self.evaluation or self.log or self.checkpoint


def _due(settings: TrainSettings, step: int, *, halt: bool = False) -> _Due:
    every = (settings.evaluate_every, settings.log_every, settings.checkpoint_every)
    return _Due(*(halt or step == settings.steps or step % steps == 0 for steps in every))


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


_WHOLE = (
    "steps", "rows", "row_length", "layers", "width", "heads", "feed_forward", "vocabulary", "seed", "warmup",
    "early_steps", "early_shards", "threads", "turns", "evaluate_every", "checkpoint_every",
)  # fmt: skip


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description="Train the embedded model.")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=0, help="take as many steps as fit (default: --steps)")
    parser.add_argument("--halt-after-s", type=float, default=math.inf, help="stop then, to be gone on with later")
    parser.add_argument("--begin", type=Path, help="folder of a finished run whose weights are trained further")
    parser.add_argument("--device", default=TrainSettings.device, help="cpu or cuda")
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, default=True)
    for name in _WHOLE:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(TrainSettings, name))
    parser.add_argument("--cooldown", type=float, default=TrainSettings.cooldown, help="last share of the steps")
    parser.add_argument("--matrix-rate", type=float, default=Rates.matrices)
    parser.add_argument("--rest-rate", type=float, default=Rates.rest)
    arguments = vars(parser.parse_args())
    own = [arguments.pop(name) for name in ("corpus", "out", "minutes", "halt_after_s", "begin")]
    rates = Rates(matrices=arguments.pop("matrix_rate"), rest=arguments.pop("rest_rate"))
    corpus, out, *rest = own
    report = train(corpus, out, TrainSettings(rates=rates, **arguments), *rest)
    print(json.dumps(asdict(report)) if report else "halted; run the same command again to go on")


if __name__ == "__main__":
    main()
