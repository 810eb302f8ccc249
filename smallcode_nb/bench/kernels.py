"""How fast throwaway kernels are, beside a fresh ipykernel in the same run, and what they leave behind.

Measures on whatever else this machine is doing at the time; medians, so that one
interruption does not count. Knows the kernels' public interface only.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..agent.types import Job
from ..kernels import folder
from ..kernels.driver import GRACE_S, drive
from ..kernels.forked import ForkedSource, Settings, Tier
from ..kernels.sandbox.tiers import strongest

if TYPE_CHECKING:
    from ..kernels.forked_kernel import ForkedKernel

_REPEATS = 9
_REPLY_S = 60.0
_DEADLINE_S = 0.5


@dataclass(frozen=True, slots=True)
class KernelsReport:
    """Milliseconds unless the name says otherwise; `tier` is the confinement all but the first were measured at."""

    #: start of an ordinary kernel that has imported NumPy, pandas and Matplotlib, to its first reply
    fresh_ipykernel_ms: float
    #: fork from a template, to the first reply
    cold_ms: float
    #: taking a kernel that was started ahead, to the first reply
    pooled_ms: float
    #: per candidate once the snapshot is made: fork over a frame of that size, to the first reply that uses it
    snapshot_100mb_ms: float
    snapshot_1gb_numeric_ms: float
    snapshot_1gb_object_ms: float
    #: making that snapshot, once per version of the namespace
    dump_1gb_numeric_ms: float
    dump_1gb_object_ms: float
    #: trivial candidates from start to removal, as many at once as there are cores
    candidates_per_s: float
    #: memory of one waiting kernel that it shares with nobody, in proportion
    pss_mb: float
    #: processes, descriptors and files that are left after `leak_candidates` candidates
    leaks: int
    leak_candidates: int
    #: from when it must have ended (its deadline, and the grace after SIGINT if it is deaf) to its end
    deadline_overshoot_ms: float
    tier: str
    #: runnable processes on this machine (one-minute average): other work beside this one shows in every figure
    load_before: float
    load_after: float


#: what issue and design ask for, by field; ms unless the name says otherwise
GOALS = {
    "cold_ms": 40.0,
    "pooled_ms": 10.0,
    "snapshot_1gb_numeric_ms": 100.0,
    "snapshot_1gb_object_ms": 100.0,
    "deadline_overshoot_ms": 100.0,
}


def show(report: KernelsReport) -> str:
    """One line for each figure, beside a fresh kernel's and the goal."""
    lines = [f"throwaway kernels at tier {report.tier}, load {report.load_before:.1f} to {report.load_after:.1f}"]
    for name in (field.name for field in fields(report) if field.name.endswith("_ms")):
        value = getattr(report, name)
        goal = f"  goal {GOALS[name]:g}" if name in GOALS else ""
        lines.append(f"  {name:<26}{value:>9.1f}  {value / report.fresh_ipykernel_ms:>7.1%} of fresh{goal}")
    lines.append(f"  candidates_per_s          {report.candidates_per_s:>9.1f}  goal 60 on two idle cores")
    lines.append(f"  pss_mb                    {report.pss_mb:>9.1f}")
    lines.append(f"  leaks after {report.leak_candidates:<14}{report.leaks:>9}  goal 0")
    return "\n".join(lines)


def _load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


async def measure(
    *, large: bool = True, candidates: int = 1000, tier: Tier | None = None, project: Path | None = None
) -> KernelsReport:
    """Measure everything at one tier; a minute or two, and 4 GB of memory when `large`."""
    began, tier = _load(), tier or strongest()
    fresh = await _median(_fresh_ipykernel, 3)
    source = ForkedSource(Settings(ahead=0, tier=tier, project=project))
    try:
        cold = await _over(source, {"x": 1}, "x + 1")
        middle = await _over(source, {"df": _numbers(100)}, "float(df.iloc[-1, 0])")
        numbers = await _over(source, {"df": _numbers(1000)}, "float(df.iloc[-1, 0])") if large else _Timing()
        texts = await _over(source, {"df": _texts(1000)}, "df.iloc[-1, 0]") if large else _Timing()
    finally:
        await source.close()
    pooled = ForkedSource(Settings(tier=tier, project=project))
    try:
        return KernelsReport(
            fresh_ipykernel_ms=fresh,
            cold_ms=cold.candidate_ms,
            pooled_ms=await _pooled(pooled),
            snapshot_100mb_ms=middle.candidate_ms,
            snapshot_1gb_numeric_ms=numbers.candidate_ms,
            snapshot_1gb_object_ms=texts.candidate_ms,
            dump_1gb_numeric_ms=numbers.dump_ms,
            dump_1gb_object_ms=texts.dump_ms,
            candidates_per_s=await _throughput(pooled, 100),
            pss_mb=await _pss(pooled),
            leaks=await _leaks(candidates, tier),
            leak_candidates=candidates,
            deadline_overshoot_ms=await _overshoot(pooled),
            tier=pooled.tier,
            load_before=began,
            load_after=_load(),
        )
    finally:
        await pooled.close()


@dataclass(frozen=True, slots=True)
class _Timing:
    candidate_ms: float = float("nan")
    dump_ms: float = float("nan")


async def _over(source: ForkedSource, variables: dict[str, Any], code: str) -> _Timing:
    start = time.perf_counter()
    snapshot = await source.snapshot(variables)
    dump = time.perf_counter() - start
    try:

        async def once() -> None:
            kernel = await source.acquire(snapshot)
            try:
                await _reply(kernel, code)
            finally:
                await source.release(kernel)

        await once()
        return _Timing(await _median(once, _REPEATS), dump * 1000)
    finally:
        await source.forget(snapshot)


async def _pooled(source: ForkedSource) -> float:
    snapshot = await source.snapshot({"x": 1})
    times = []
    for _ in range(_REPEATS):
        # the next kernels start meanwhile; what is measured is the wait of a user who thought for a moment
        await asyncio.sleep(0.4)
        start = time.perf_counter()
        kernel = await source.acquire(snapshot)
        await _reply(kernel, "x + 1")
        times.append(time.perf_counter() - start)
        await source.release(kernel)
    await source.forget(snapshot)
    return statistics.median(times) * 1000


async def _throughput(source: ForkedSource, candidates: int) -> float:
    snapshot = await source.snapshot({"x": 1})
    start = time.perf_counter()
    await _run_many(source, snapshot, candidates)
    rate = candidates / (time.perf_counter() - start)
    await source.forget(snapshot)
    return rate


async def _run_many(source: ForkedSource, snapshot: Any, candidates: int) -> None:
    slots = asyncio.Semaphore(2 * (os.cpu_count() or 1))

    async def one() -> None:
        async with slots:
            kernel = await source.acquire(snapshot)
            try:
                await _reply(kernel, "x + 1")
            finally:
                await source.release(kernel)

    await asyncio.gather(*(one() for _ in range(candidates)))


async def _reply(kernel: ForkedKernel, code: str) -> None:
    request = kernel.client.execute(code)
    while True:
        message = await kernel.client.get_shell_msg(timeout=_REPLY_S)
        if message["parent_header"].get("msg_id") == request:
            if message["content"]["status"] != "ok":
                raise RuntimeError(message["content"].get("evalue", "the candidate failed"))
            return


async def _pss(source: ForkedSource) -> float:
    snapshot = await source.snapshot({"x": 1})
    kernel = await source.acquire(snapshot)
    try:
        await _reply(kernel, "x + 1")
        lines = _lines(Path(f"/proc/{kernel.process.pid}/smaps_rollup"))
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), float("nan"))
    finally:
        await source.release(kernel)
        await source.forget(snapshot)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


async def _overshoot(source: ForkedSource) -> float:
    snapshot = await source.snapshot({"x": 1})
    late = []
    for code, grace in (("while True: pass", 0.0), ("import time; time.sleep(60)", 0.0), (_DEAF, GRACE_S)):
        kernel = await source.acquire(snapshot)
        start = time.perf_counter()
        run = await drive(kernel, Job(code=code, deadline_s=_DEADLINE_S))
        late.append(time.perf_counter() - start - _DEADLINE_S - grace if run.status == "deadline" else float("nan"))
        await source.release(kernel)
    await source.forget(snapshot)
    return max(late) * 1000


_DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"


async def _leaks(candidates: int, tier: Tier) -> int:
    """What a source leaves behind that was used and closed: children, descriptors, folders."""
    await _use_a_source(5, tier)  # whatever is opened once, such as the event loop's own threads
    before = _possessions()
    await _use_a_source(candidates, tier)
    after = _possessions()
    return sum(max(0, a - b) for a, b in zip(after, before, strict=True))


async def _use_a_source(candidates: int, tier: Tier) -> None:
    source = ForkedSource(Settings(tier=tier))
    try:
        snapshot = await source.snapshot({"x": 1})
        await _run_many(source, snapshot, candidates)
        await source.forget(snapshot)
    finally:
        await source.close()


def _possessions() -> tuple[int, int, int]:
    folders = sum(len(list(place.glob("smallcode-*"))) for place in {*folder.places(), Path(tempfile.gettempdir())})
    children = sum(len(_lines(t / "children")[0:1] and _lines(t / "children")[0].split()) for t in _tasks())
    return children, len(os.listdir("/proc/self/fd")), folders


def _tasks() -> list[Path]:
    return list(Path("/proc/self/task").iterdir())


async def _fresh_ipykernel() -> None:
    with tempfile.TemporaryDirectory(prefix="sc-bench-") as folder:
        await _fresh_ipykernel_in(folder)


async def _fresh_ipykernel_in(folder: str) -> None:
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    manager = AsyncKernelManager(transport="ipc", connection_file=str(Path(folder) / "fresh.json"))
    manager.ip = str(Path(folder) / "fresh")
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager._kernel_spec = KernelSpec(argv=argv, language="python", display_name="fresh")
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=_REPLY_S)
        request = client.execute("import numpy, pandas, matplotlib.pyplot")
        while (await client.get_shell_msg(timeout=_REPLY_S))["parent_header"].get("msg_id") != request:
            pass
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


async def _median(action: Callable[[], Awaitable[None]], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        await action()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def _numbers(megabytes: int) -> Any:
    import numpy as np
    import pandas as pd

    rows = megabytes * 1_000_000 // 80
    return pd.DataFrame({f"c{i}": np.random.default_rng(i).random(rows) for i in range(10)})


def _texts(megabytes: int) -> Any:
    import pandas as pd

    # an object of this length and its pointer take about 78 bytes
    rows = megabytes * 1_000_000 // (5 * 78)
    texts = {f"s{i}": pd.Series([f"item-{i}-{k:09d}" for k in range(rows)], dtype=object) for i in range(5)}
    return pd.DataFrame(texts)
