import gzip
import json
import os
from pathlib import Path

import pytest

from smallcode_nb.agent.types import Message, Prompt, PromptStyle, Sampling
from smallcode_nb.errors import ModelError, WeightsDamaged, WeightsMissing
from smallcode_nb.models import load

DATA = os.environ.get("SMALLCODE_DATA", "")
REAL = Path(DATA) / "recorded-codegen16b-humaneval-even.jsonl.gz"


@pytest.fixture
def recording(tmp_path):
    rows = [
        {
            "task_id": "T/0",
            "model": "demo-3b",
            "prompt": "def add(a, b):\n",
            "completions": ["    x\n", "    y\n", "    z\n"],
        },
        {"task_id": "T/1", "prompt": "def sub(a, b):\n", "completions": ["    return a - b\n\ndef next(): ..."]},
    ]
    path = tmp_path / "some.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return f"recorded:{path}"


async def texts(model, text, seeds, **sampling):
    prompt = Prompt((Message("user", text),))
    out = [""] * len(seeds)
    batch = tuple(Sampling(seed=seed, **sampling) for seed in seeds)
    async for chunk in model.sample((prompt,) * len(seeds), batch):
        out[chunk.index] += chunk.text
    return out


async def test_consecutive_seeds_replay_in_order(recording):
    model = load(recording)
    assert await texts(model, "def add(a, b):", [0, 1, 2]) == ["    x\n", "    y\n", "    z\n"]
    assert await texts(model, "please T/0", [1]) == ["    y\n"]


async def test_nothing_comes_twice_in_a_batch_while_others_are_left(recording):
    model = load(recording)
    assert sorted(await texts(model, "def add(a, b):", [5, 5, 5])) == ["    x\n", "    y\n", "    z\n"]
    assert len(await texts(model, "def add(a, b):", [0] * 7)) == 7


async def test_stop_sequences_cut_what_runs_on(recording):
    assert await texts(load(recording), "def sub(a, b):", [0], stop=("\ndef",)) == ["    return a - b\n"]


async def test_an_unrecorded_request_is_refused(recording):
    with pytest.raises(ModelError, match="nothing for this prompt"):
        await texts(load(recording), "def mul(a, b):", [0])


def test_the_card_names_the_recorded_model(recording):
    card = load(recording).card
    assert (card.name, card.parameters, card.style) == ("recorded demo-3b", 3.0, PromptStyle.BASE)


def test_missing_and_broken_recordings_are_told_apart(tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"prompt": "x"}\n')
    with pytest.raises(WeightsMissing):
        load(f"recorded:{tmp_path / 'none.jsonl'}")
    with pytest.raises(WeightsDamaged, match="completions"):
        load(f"recorded:{broken}")


@pytest.mark.skipif(not REAL.is_file(), reason="SMALLCODE_DATA does not hold the recordings")
async def test_the_real_recording_answers_every_task():
    model = load(f"recorded:{REAL}")
    drawn = await texts(model, "HumanEval/0: def has_close_elements(numbers, threshold):", list(range(100)))
    assert drawn[0].startswith("    for i in range(len(numbers)):")
    assert model.card.parameters == 16.0


async def test_another_order_has_the_same_completions_and_zero_keeps_the_order(recording):
    model = load(recording)
    assert model.shuffled(0) is model
    orders = {tuple(await texts(model.shuffled(seed), "def add(a, b):", [0, 1, 2])) for seed in range(1, 9)}
    assert len(orders) > 1
    assert {tuple(sorted(order)) for order in orders} == {("    x\n", "    y\n", "    z\n")}


async def test_two_tasks_with_a_function_of_one_name_are_told_apart_by_what_they_say(tmp_path):
    path = tmp_path / "r.jsonl"
    said = {"T/1": "order by absolute value", "T/2": "order by number of ones"}
    rows = [
        {"task_id": name, "prompt": f'def sort_array(a):\n    """{text}"""\n', "completions": [f"    # {text}\n"]}
        for name, text in said.items()
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    model = load(f"recorded:{path}")
    for text in said.values():
        assert await texts(model, f'def sort_array(a):\n    """{text}\n    >>> sort_array([])\n    """', [0]) == [
            f"    # {text}\n"
        ]


def test_a_recording_holds_its_own_tasks_and_no_others_of_the_same_name(recording):
    model = load(recording)
    assert model.holds("T/0", "def add(a, b):")
    assert not model.holds("T/9", "def add(a, b):")
