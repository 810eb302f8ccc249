"""The model card says what was measured, and says so when nothing was."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from smallcode_nb.models.tiny.card import Scores, render_card, write_card
from smallcode_nb.models.tiny.checkpoint import TrainReport, TrainSettings

REPORT = TrainReport(
    settings=asdict(TrainSettings(steps=123, seed=77)),
    parameters=6_950_000,
    examples_seen=301_234,
    tokens_seen=34_000_000,
    answer_tokens_seen=8_200_000,
    seconds=4380,
    train_loss=0.0412,
    heldout_loss=0.0534,
    corpus_examples=219_876,
)
MANIFEST = {"files": {"model.gguf": {"bytes": 7_299_072, "sha256": "ab12"}}}


@pytest.mark.parametrize(
    "fact", ["7.0 million parameters", "219,876", "| Seed | 77 |", "73 minutes", "0.0534", "123 of 13 rows", "`ab12`"]
)
def test_the_card_states_what_the_run_measured(fact: str) -> None:
    assert fact in render_card(REPORT, MANIFEST)


def test_an_unscored_model_is_called_unscored() -> None:
    card = render_card(REPORT, MANIFEST)
    assert "Not scored yet" in card
    assert "solved" not in card


def test_scores_are_listed_with_the_number_of_tasks(tmp_path: Path) -> None:
    scores = Scores(greedy=0.931, best_of_n=0.982, loop=0.974, n_tasks=400, groups={"plots": 0.9})
    card = write_card(tmp_path / "MODEL_CARD.md", REPORT, MANIFEST, scores).read_text(encoding="utf-8")
    assert "On 400 held-out tasks" in card
    for line in ("| One greedy answer | 93.1% |", "| Chosen by the loop | 97.4% |", "| plots | 90.0% |"):
        assert line in card


def test_a_run_that_began_on_part_of_the_corpus_says_so() -> None:
    early = replace(REPORT, settings=REPORT.settings | {"early_steps": 50, "early_shards": 2})
    assert "first 50 steps read 2 shards" in render_card(early, MANIFEST)
    assert "shards" not in render_card(REPORT, MANIFEST)


def test_the_card_names_the_machine_that_trained_it_and_what_its_draws_could_have_reached() -> None:
    card = render_card(REPORT, MANIFEST, Scores(0.5, 0.6, 0.7, 10, oracle=0.8), hardware="one GPU")
    assert "73 minutes on one GPU" in card
    assert "| Any of the eight, as drawn | 80.0% |" in card
