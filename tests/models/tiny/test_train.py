"""Training is repeatable, resumable and learns."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import torch

from smallcode_nb.models.tiny.checkpoint import Progress, TrainSettings, load_network, load_report, save_checkpoint
from smallcode_nb.models.tiny.optimiser import Optimiser, Rates
from smallcode_nb.models.tiny.packing import join_rows, load_rows
from smallcode_nb.models.tiny.tokenizer import load_tokenizer
from smallcode_nb.models.tiny.train import rate_factor, train

SETTINGS = TrainSettings(
    steps=6,
    rows=2,
    row_length=128,
    layers=1,
    width=32,
    heads=1,
    feed_forward=48,
    vocabulary=330,
    warmup=2,
    compile=False,
    threads=1,
    turns=1,
    log_every=1,
    evaluate_every=3,
    checkpoint_every=3,
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for name, seeds in (("train-00", range(12)), ("train-01", range(12, 20)), ("heldout", range(20, 28))):
        lines = (json.dumps(_record(seed)) for seed in seeds)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _record(seed: int) -> dict[str, object]:
    examples = [
        {"skill": "head", "request": f"first {k} rows", "code": f"df.head({k})", "draft": None, "error": None}
        for k in range(seed % 3 + 3)
    ]
    return {"namespace": f'df: "col_{seed}" float', "seed": seed, "examples": examples}


def test_the_loss_on_unseen_examples_falls(corpus: Path, tmp_path: Path) -> None:
    report = train(corpus, tmp_path, replace(SETTINGS, steps=60, evaluate_every=20))
    losses = [json.loads(line)["heldout_loss"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert report.heldout_loss < 0.7 * losses[19]


def test_an_interrupted_run_goes_on_to_the_same_weights(corpus: Path, tmp_path: Path) -> None:
    whole, halted = tmp_path / "whole", tmp_path / "halted"
    train(corpus, whole, SETTINGS)
    _train_and_die(corpus, halted, step=3)
    train(corpus, halted, SETTINGS)
    for name, weight in load_network(whole).state_dict().items():
        assert torch.equal(weight, load_network(halted).state_dict()[name]), name


def test_a_halted_run_leaves_a_checkpoint_and_goes_on(corpus: Path, tmp_path: Path) -> None:
    assert train(corpus, tmp_path, SETTINGS, halt_after_s=0) is None
    report = train(corpus, tmp_path, SETTINGS)
    assert report
    assert report.tokens_seen == SETTINGS.steps * SETTINGS.rows * SETTINGS.row_length


def _train_and_die(corpus: Path, out: Path, step: int) -> None:
    """A run whose process dies right after its checkpoint at `step`."""

    class Killed(BaseException):
        pass

    def save_and_die(out: Path, optimiser: Optimiser, progress: Progress) -> None:
        save_checkpoint(out, optimiser, progress)
        if progress.step == step:
            raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smallcode_nb.models.tiny.train.save_checkpoint", save_and_die)
        with pytest.raises(Killed):
            train(corpus, out, SETTINGS)


def test_the_same_seed_trains_the_same_model(corpus: Path, tmp_path: Path) -> None:
    first, second = (train(corpus, tmp_path / name, SETTINGS) for name in ("a", "b"))
    assert first
    assert second
    assert first.heldout_loss == second.heldout_loss
    assert first.examples_seen == second.examples_seen


def test_the_rate_rises_stays_and_falls_to_nothing() -> None:
    settings = replace(SETTINGS, steps=100, warmup=10, cooldown=0.5)
    factors = [rate_factor(step, settings) for step in range(101)]
    assert factors[0] == pytest.approx(0.1)
    assert set(factors[9:51]) == {1.0}
    assert factors[51:] == sorted(factors[51:], reverse=True)
    assert factors[100] == 0


def test_every_wording_of_an_example_is_learned_from(tmp_path: Path) -> None:
    record = {"skill": "head", "request": "first", "others": ["start", "begin"], "code": "df", "draft": None}
    for name in ("train", "heldout"):
        line = json.dumps({"namespace": "df", "seed": 1, "examples": [record | {"error": None}] * 6})
        (tmp_path / f"{name}.jsonl").write_text(f"{line}\n" * 4, encoding="utf-8")
    report = train(tmp_path, tmp_path / "out", replace(SETTINGS, turns=3, vocabulary=280))
    assert report
    assert report.corpus_examples == 3 * 4 * 6
    tokenizer = load_tokenizer(tmp_path / "out" / "tokenizer.json")
    rows = join_rows([load_rows(folder) for folder in (tmp_path / "out" / "train").iterdir()])
    text = tokenizer.decode(rows.tokens.flatten().tolist())
    assert all(text.count(word) == 24 for word in ("first", "start", "begin"))


def test_a_run_given_minutes_finds_out_how_many_steps_fit(corpus: Path, tmp_path: Path) -> None:
    report = train(corpus, tmp_path, SETTINGS, minutes=0.02)
    assert report
    assert report.settings["steps"] != SETTINGS.steps
    assert report.tokens_seen == report.settings["steps"] * SETTINGS.rows * SETTINGS.row_length


def test_the_report_counts_examples_and_names_its_settings(corpus: Path, tmp_path: Path) -> None:
    assert train(corpus, tmp_path, SETTINGS) == load_report(tmp_path)
    report = load_report(tmp_path)
    assert report.corpus_examples == sum(seed % 3 + 3 for seed in range(20))
    assert report.settings["seed"] == SETTINGS.seed
    assert 0 < report.examples_seen <= SETTINGS.steps * SETTINGS.rows * 12


def test_a_finished_run_is_trained_further(corpus: Path, tmp_path: Path) -> None:
    first, still, further = (tmp_path / name for name in ("first", "still", "further"))
    train(corpus, first, SETTINGS)
    report = train(corpus, still, replace(SETTINGS, rates=Rates(matrices=0.0, rest=0.0)), begin=first)
    train(corpus, further, SETTINGS, begin=first)
    before, same, after = (load_network(run).state_dict() for run in (first, still, further))
    assert all(torch.equal(before[name], same[name]) for name in before), "at a rate of zero nothing is learned"
    assert any(not torch.equal(before[name], after[name]) for name in before)
    assert (still / "tokenizer.json").read_bytes() == (first / "tokenizer.json").read_bytes()
    assert report is not None
    assert report.settings["begun_with"] == sha256((first / "model.pt").read_bytes()).hexdigest()
