"""How well and how fast retrieval finds the right code on this machine.

Runs the product's own pipelines on the judged sets of `retrieval_sets.py`; knows
nothing about how they work.
"""

from __future__ import annotations

import json
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from math import log2
from pathlib import Path
from typing import Any

from ..retrieval.api import RetrievalSettings
from ..retrieval.shelf import Entry
from ..retrieval.worker import Worker
from .retrieval_sets import JudgedSet, cosqa, notebook_pairs

__all__ = ["RetrievalReport", "measure", "show"]

METHODS = ("bm25", "dense", "fused", "mmr")
DEPTH = 10
SIZES = (1_000, 10_000, 100_000)
_SAVES = 5
Table = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """Quality per method on CoSQA dev and on notebook pairs, latency per index size, rates.

    `query_p50_ms` and the like are keyed by the number of chunks; `memory_mb` is the
    whole process, libraries and encoder included. `odd_half_ndcg10` is of
    the odd-numbered CoSQA queries alone: two halves that agree, not a set the weights never saw.
    """

    ndcg10: Table
    recall10: Table
    odd_half_ndcg10: Table
    notebooks_ndcg10: Table
    notebooks_recall10: Table
    pairs: Mapping[str, int]
    query_p50_ms: Table
    query_p95_ms: Table
    memory_mb: Table
    chunks_per_s: float
    definitions_per_s: float
    reindex_cell_ms: float


def measure(data: Path, *, sizes: Sequence[int] = SIZES, settings: RetrievalSettings | None = None) -> RetrievalReport:
    """Takes some minutes, most of them for 12,000 encoded texts; raises RetrievalError when a set is missing."""
    settings = settings or RetrievalSettings()
    functions, notebooks = cosqa(data), notebook_pairs(data)
    with _index(settings) as worker:
        rate = _fill(worker, functions)
        found = _rankings(worker, functions)
        vectors = worker.vectors([fragment.key for fragment in functions.fragments])
    with _index(settings) as worker:
        p50, p95, memory = _at_sizes(worker, functions, vectors, sizes)
    with _index(settings) as worker:
        _fill(worker, notebooks)
        notebook_found = _rankings(worker, notebooks)
    chunks_per_s, reindex_ms = _project(data, settings)
    return RetrievalReport(
        ndcg10=_scores(functions, found, _ndcg),
        recall10=_scores(functions, found, _recall),
        odd_half_ndcg10=_scores(functions, found, _ndcg, every=slice(1, None, 2)),
        notebooks_ndcg10=_scores(notebooks, notebook_found, _ndcg),
        notebooks_recall10=_scores(notebooks, notebook_found, _recall),
        pairs={one.name: len(one.queries) for one in (functions, notebooks)},
        query_p50_ms=p50,
        query_p95_ms=p95,
        memory_mb=memory,
        chunks_per_s=round(chunks_per_s, 1),
        definitions_per_s=round(rate, 1),
        reindex_cell_ms=round(reindex_ms, 1),
    )


def show(report: RetrievalReport, *, as_json: bool) -> None:
    """Print the tables, as one JSON object on the last line if asked for."""
    for name, table in (
        ("CoSQA nDCG@10", report.ndcg10),
        ("CoSQA recall@10", report.recall10),
        ("CoSQA nDCG@10, odd half", report.odd_half_ndcg10),
        ("notebooks nDCG@10", report.notebooks_ndcg10),
        ("notebooks recall@10", report.notebooks_recall10),
        ("query p50, ms, by chunks", report.query_p50_ms),
        ("query p95, ms, by chunks", report.query_p95_ms),
        ("memory, MB, by chunks", report.memory_mb),
    ):
        print(f"{name:26s}", "  ".join(f"{key} {value:g}" for key, value in table.items()))
    print(f"{report.chunks_per_s:g} notebook chunks/s, {report.definitions_per_s:g} definitions/s indexed;", end=" ")
    print(f"a saved cell is found after {report.reindex_cell_ms:g} ms")
    if as_json:
        print(json.dumps(asdict(report)))


@contextmanager
def _index(settings: RetrievalSettings) -> Iterator[Worker]:
    with tempfile.TemporaryDirectory(prefix="smallcode-bench-") as folder:
        worker = Worker(Path(folder), settings)
        try:
            yield worker
        finally:
            worker.close()


def _fill(worker: Worker, judged: JudgedSet) -> float:
    """Index the set through the index pipeline; fragments per second."""
    worker.add(judged.fragments[:1])
    started = time.perf_counter()
    worker.add(judged.fragments[1:])
    return (len(judged.fragments) - 1) / (time.perf_counter() - started)


def _rankings(worker: Worker, judged: JudgedSet) -> Mapping[str, list[list[str]]]:
    """For each method, the keys of the ten best per query."""
    found: dict[str, list[list[str]]] = {method: [] for method in METHODS}
    for query in judged.queries:
        stages = worker.stages(query)
        for method in METHODS:
            found[method].append(list(stages[method][:DEPTH]))
    return found


def _scores(judged: JudgedSet, found: Mapping[str, list[list[str]]], score: Any, every: slice = slice(None)) -> Table:
    return {
        method: round(
            statistics.fmean(
                score(ranking, relevant)
                for ranking, relevant in list(zip(rankings, judged.relevant, strict=True))[every]
            ),
            4,
        )
        for method, rankings in found.items()
    }


def _ndcg(ranking: Sequence[str], relevant: frozenset[str]) -> float:
    gained = sum(1 / log2(rank + 2) for rank, key in enumerate(ranking) if key in relevant)
    return gained / sum(1 / log2(rank + 2) for rank in range(min(len(relevant), DEPTH)))


def _recall(ranking: Sequence[str], relevant: frozenset[str]) -> float:
    return len(relevant.intersection(ranking)) / len(relevant)


def _at_sizes(worker: Worker, judged: JudgedSet, vectors: Any, sizes: Sequence[int]) -> tuple[Table, Table, Table]:
    """Latency of whole queries while an index is grown with copies under other names."""
    p50: dict[str, float] = {}
    p95: dict[str, float] = {}
    memory: dict[str, float] = {}
    for size in sorted(sizes):
        worker.adopt(_copies(judged, vectors, worker.count(), size))
        for query in judged.queries[:3]:
            worker.search(query, 5, "")
        times = sorted(_timed(worker, query) for query in judged.queries[3:103])
        p50[str(size)] = round(statistics.median(times), 1)
        p95[str(size)] = round(times[int(len(times) * 0.95)], 1)
        memory[str(size)] = round(_memory_mb(), 1)
    return p50, p95, memory


def _timed(worker: Worker, query: str) -> float:
    started = time.perf_counter()
    worker.search(query, 5, "")
    return (time.perf_counter() - started) * 1000


def _copies(judged: JudgedSet, vectors: Any, start: int, end: int) -> list[Entry]:
    """Entries number `start` to `end`: real functions, then copies whose vectors have a little noise."""
    import numpy as np

    random = np.random.default_rng(start)
    total = len(judged.fragments)
    entries = []
    for number in range(start, end):
        vector = vectors[number % total] + random.normal(0, 0.02, vectors.shape[1])
        fragment = replace(judged.fragments[number % total], path=f"copy{number // total}/f{number}.py")
        entries.append(Entry(fragment, (vector / np.linalg.norm(vector)).astype(np.float32), f"copy{number}"))
    return entries


def _project(data: Path, settings: RetrievalSettings) -> tuple[float, float]:
    """Index the unpacked notebooks as a project: (chunks per second, ms until a saved cell is indexed)."""
    import tarfile

    with tempfile.TemporaryDirectory(prefix="smallcode-bench-") as folder, _index(settings) as worker:
        with tarfile.open(data / "notebooks.tar.gz") as tar:
            tar.extractall(folder, filter="data")
        root = Path(folder)
        report = worker.update(root, (), lambda _: None, lambda: False)
        notebook = next(iter(sorted(root.rglob("*ercises_with_solutions.ipynb"))))
        times = [_save_cell(worker, root, notebook, number) for number in range(_SAVES)]
        return report.fragments / report.seconds, statistics.median(times)


def _save_cell(worker: Worker, root: Path, notebook: Path, number: int) -> float:
    content = json.loads(notebook.read_text(encoding="utf-8"))
    cell = next(one for one in content["cells"] if one["cell_type"] == "code")
    cell["source"] = f"edited = compute_something_new({number})"
    notebook.write_text(json.dumps(content), encoding="utf-8")
    started = time.perf_counter()
    worker.update(root, (notebook,), lambda _: None, lambda: False)
    worker.count()
    return (time.perf_counter() - started) * 1000


def _memory_mb() -> float:
    """Resident size now where the system says, else the largest so far."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
