"""Records of the corpus."""

import json
from pathlib import Path
from types import ModuleType

import pytest

from smallcode_nb.models.tiny.corpus.execute import run
from smallcode_nb.models.tiny.corpus.generate import (
    Record,
    main,
    make_record,
    namespace_from_seed,
    records,
    shown,
)
from smallcode_nb.models.tiny.corpus.helpers import modules
from smallcode_nb.models.tiny.corpus.names import split_words
from smallcode_nb.models.tiny.corpus.namespaces import make_world
from smallcode_nb.models.tiny.corpus.words import is_heldout

MADE = [make_record(seed, "train") for seed in range(20)]


def modules_of(record: Record) -> dict[str, ModuleType]:
    return modules(make_world(record["seed"], record["split"]).helpers)


def test_a_record_can_be_made_again_from_its_seed() -> None:
    assert make_record(3, "train") == MADE[3]


def test_every_example_runs_in_the_namespace_rebuilt_from_its_record() -> None:
    for record in MADE[:10]:
        for example in record["examples"]:
            assert run(example["code"], namespace_from_seed(record), modules_of(record)).error == ""


def test_the_shown_namespace_is_the_live_one() -> None:
    for record in MADE:
        assert record["namespace"] == shown(make_world(record["seed"], record["split"]))


def test_a_repair_example_shows_the_error_that_its_draft_really_raises() -> None:
    repairs = [(r, e) for r in MADE for e in r["examples"] if e["draft"]]
    assert repairs
    for record, example in repairs:
        assert run(str(example["draft"]), namespace_from_seed(record), modules_of(record)).error == example["error"]


def test_a_task_is_asked_for_in_several_ways_in_training_and_in_one_when_held_out() -> None:
    assert sum(len(e["others"]) for r in MADE for e in r["examples"]) > sum(len(r["examples"]) for r in MADE)
    assert all(len({e["request"], *e["others"]}) == 1 + len(e["others"]) for r in MADE for e in r["examples"])
    assert not any(e["others"] for seed in range(6) for e in make_record(seed, "heldout")["examples"])


def test_workers_change_nothing_but_the_time() -> None:
    assert list(records(5, 12, "train", workers=2)) == list(records(5, 12, "train"))


def test_heldout_tables_share_no_header_with_training_ones() -> None:
    train = {c.name for s in range(150) for t in make_world(s, "train").tables for c in t.columns}
    heldout = {c.name for s in range(60) for t in make_world(s, "heldout").tables for c in t.columns}
    assert not train & heldout
    with_new_word = [n for n in heldout if any(is_heldout(w) for w in split_words(n)) or is_heldout(n)]
    assert len(with_new_word) > 0.9 * len(heldout)


def test_the_command_writes_one_record_per_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "corpus.jsonl"
    monkeypatch.setattr("sys.argv", ["corpus", "--seed", "2", "--schemas", "3", "--out", str(out)])
    main()
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert lines == list(records(2, 3, "train"))
