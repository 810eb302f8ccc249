"""A comparison spread over a cluster of two local workers gives what one process gives."""

from __future__ import annotations

import json
import sys

import pytest

from smallcode_nb.bench.results import read_results
from smallcode_nb.cli import main
from smallcode_nb.errors import MissingExtra

TASKS = [
    {
        "task_id": f"T/{number}",
        "prompt": f'def f{number}(x):\n    """x plus {number}.\n    >>> f{number}(1)\n    {1 + number}\n    """\n',
        "entry_point": f"f{number}",
        "canonical_solution": f"    return x + {number}\n",
        "test": f"def check(candidate):\n    assert candidate(5) == {5 + number}\n",
    }
    for number in (1, 2)
]


@pytest.fixture
def files(tmp_path):
    tasks, recording = tmp_path / "tasks.jsonl", tmp_path / "recording.jsonl"
    tasks.write_text("".join(json.dumps(task) + "\n" for task in TASKS))
    made = [
        {
            "task_id": t["task_id"],
            "model": "demo-1b",
            "prompt": t["prompt"],
            "completions": [wrong, right, wrong, right],
        }
        for t, wrong, right in ((t, "    return x\n", t["canonical_solution"]) for t in TASKS)
    ]
    recording.write_text("".join(json.dumps(record) + "\n" for record in made))
    return tmp_path, ["--tasks", str(tasks), "--model", f"recorded:{recording}"]


def compared(folder, asked, name, *more):
    out = folder / f"{name}.jsonl"
    arms = ["--arms", "greedy,filter,select", "--n", "2,4", "--seeds", "2", "--out", str(out)]
    assert main(["bench", "run", *asked, *arms, *more]) == 0
    found = read_results(out)
    return sorted(found.rows, key=repr), sorted(found.pools, key=repr)


def test_a_local_cluster_gives_the_same_results(files):
    distributed = pytest.importorskip("distributed")
    folder, asked = files
    alone = compared(folder, asked, "alone")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        spread = compared(folder, asked, "spread", "--scheduler", cluster.scheduler_address)
    assert spread == alone
    assert {row.arm: row.right for row in alone[0] if row.n == 4}["select"] is True


def test_without_dask_the_remedy_is_told(files, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    from smallcode_nb.bench.distribute import spread

    with pytest.raises(MissingExtra, match="not installed"):
        spread(None, None, None, lambda done, of: None)
