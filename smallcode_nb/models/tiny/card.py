"""The model card, written from what a training run and a scoring run measured.

Knows: the wording and where each figure comes from. Does not know: how they were measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smallcode_nb.models.tiny.checkpoint import TrainReport

_CARD = """\
# smallcode-tiny

A Llama-architecture decoder of {parameters} million parameters, trained from nothing by the scripts beside this file.
It ships with smallcode-nb so that the product, its tests and its notebooks run a real model without a download.

## What it can do

Short analysis code for a described namespace: filtering, grouping, sorting, joining, reshaping, dates, text columns,
missing values, statistics and plots on pandas DataFrames; one-line work on NumPy arrays, Series, lists, dicts and text;
well-known small Python functions; requests of two or three such steps; mending its own code from a one-line error.
It reads English requests, terse, polite, misspelled or asked as questions, and copies column names of any script.

## What it cannot do

It knows the skills of its corpus and nothing else: no general programming, no conversation, no explanation, no library
beyond pandas, NumPy and Matplotlib, no knowledge of the world. Asked for anything else it writes code that looks right
and is not. Wordings that its corpus does not have, numbers of many digits and long made-up column names are where it
fails first. It is not a general code model, and its answers are to be run and checked, as smallcode-nb does; draws that
agree can agree on a mistake.

## Training

| | |
|---|---|
| Corpus | {corpus_examples} requests: up to {turns} wordings of each task, whose code ran once, or was dropped |
| Corpus source | `smallcode_nb.models.tiny.corpus` in this repository{corpus_note} |
| Seed | {seed} |
| Shape | {layers} layers, width {width}, {heads} heads, feed-forward {feed_forward}, vocabulary {vocabulary} |
| Steps | {steps} of {rows} rows of {row_length} tokens |
| Seen | {examples_seen} examples, {tokens_seen} million tokens, {answers_seen} million of them learned |
| Cost | {minutes} minutes on {hardware} |
| Loss per learned token | {train_loss} in training, {heldout_loss} held out |

## Scores

{scores}

## Files

{files}

Prompt: `<|bos|><|ns|>namespace<|task|>request[<|draft|>code<|error|>error]<|code|>`, then the code up to `<|end|>`.
Licence: that of smallcode-nb; nothing in the corpus was taken from elsewhere.
"""
_NO_SCORES = "Not scored yet: run `smallcode-nb tiny score`."


@dataclass(frozen=True)
class Scores:
    """Shares (0 to 1) of held-out tasks solved: unseen schemas and phrasings, judged by what the code leaves behind."""

    greedy: float
    best_of_n: float
    loop: float
    n_tasks: int
    oracle: float = 0.0
    groups: Mapping[str, float] = field(default_factory=dict)


def write_card(
    path: Path,
    report: TrainReport,
    manifest: Mapping[str, Any],
    scores: Scores | None = None,
    made_by: str = "",
    hardware: str = "",
) -> Path:
    """Write the card; `manifest` is the content of `manifest.json`, `made_by` how the corpus was generated."""
    path.write_text(render_card(report, manifest, scores, made_by, hardware), encoding="utf-8")
    return path


def render_card(
    report: TrainReport,
    manifest: Mapping[str, Any],
    scores: Scores | None = None,
    made_by: str = "",
    hardware: str = "",
) -> str:
    """The card's Markdown; `hardware` is what the training ran on, where it was no plain CPU."""
    early = report.settings["early_steps"]
    note = f"; the first {early} steps read {report.settings['early_shards']} shards of it only" if early else ""
    note = f"{note}; {made_by}" if made_by else note
    return _CARD.format(
        **{name: value for name, value in report.settings.items() if name != "rates"},
        parameters=f"{report.parameters / 1e6:.1f}",
        hardware=hardware or f"{report.settings['threads']} CPU cores, no accelerator",
        corpus_examples=f"{report.corpus_examples:,}",
        corpus_note=note,
        examples_seen=f"{report.examples_seen:,}",
        tokens_seen=f"{report.tokens_seen / 1e6:.1f}",
        answers_seen=f"{report.answer_tokens_seen / 1e6:.1f}",
        minutes=f"{report.seconds / 60:.0f}",
        train_loss=f"{report.train_loss:.4f}",
        heldout_loss=f"{report.heldout_loss:.4f}",
        scores=_scores(scores) if scores else _NO_SCORES,
        files=_files(manifest),
    )


def _scores(scores: Scores) -> str:
    rows = [
        ("One greedy answer", scores.greedy),
        ("Most agreed of eight draws", scores.best_of_n),
        ("Chosen by the loop", scores.loop),
        *([("Any of the eight, as drawn", scores.oracle)] if scores.oracle else []),
    ]
    lines = [f"On {scores.n_tasks} held-out tasks (unseen schemas, unseen phrasings), by behaviour:", ""]
    lines += ["| | solved |", "|---|---|", *(f"| {name} | {share:.1%} |" for name, share in rows)]
    if scores.groups:
        lines += ["", "| Group, greedy | solved |", "|---|---|"]
        lines += [f"| {name} | {share:.1%} |" for name, share in sorted(scores.groups.items())]
    return "\n".join(lines)


def _files(manifest: Mapping[str, Any]) -> str:
    lines = ["| File | Bytes | SHA-256 |", "|---|---|---|"]
    entries = manifest["files"].items()
    return "\n".join([*lines, *(f"| {name} | {entry['bytes']:,} | `{entry['sha256']}` |" for name, entry in entries)])
