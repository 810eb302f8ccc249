"""Results files → one Markdown page with a figure: what was claimed beside what was measured, gaps left empty.

Knows results and Markdown; invents nothing: a cell without a measurement stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence

from .results import Results
from .summary import ArmSummary, families, gains, oracles, rescues, summarise

__all__ = ["CLAIMED", "claims", "render", "section"]

#: model → (plain, with the loop) on HumanEval pass@1, as the article claims them
CLAIMED: tuple[tuple[str, float | None, float | None], ...] = (
    ("GPT-4", 87.2, None),
    ("CodeLlama-7B", 34.8, 67.3),
    ("DeepSeek-Coder-6.7B", 49.2, 72.1),
    ("Phi-3-mini", 28.5, 58.9),
    ("Stable Code 3B", 22.1, 51.4),
)
_HEAD = (
    "n",
    "arm",
    "pass@1",
    "95% interval",
    "of oracle",
    "draws",
    "tokens",
    "runs",
    "wall p50",
    "wall p95",
    "over greedy",
)


def render(sets: Sequence[Results], figure: str = "") -> str:
    """The page; `figure` is the path of an image to show at the top."""
    parts = ["# Benchmarks", "", claims(sets), ""]
    parts += [f"![pass@1 by arm]({figure})", ""] if figure else []
    for results in sets:
        parts += [section(results), ""]
    return "\n".join(parts).rstrip() + "\n"


def claims(sets: Sequence[Results]) -> str:
    """What the article claims, beside what these results say of the very same models."""
    lines = ["HumanEval pass@1 in percent, plain and with the loop:", ""]
    lines += [_row(("model", "claimed plain", "claimed with loop", "measured plain", "measured with loop")), _rule(5)]
    for model, plain, loop in CLAIMED:
        measured = next((found for found in sets if _is(found, model)), None)
        cells = (_of(measured, "greedy"), _of(measured, "full")) if measured else ("", "")
        lines.append(_row((model, _number(plain), _number(loop), *cells)))
    return "\n".join(lines)


def _is(results: Results, model: str) -> bool:
    """Whether these are all of HumanEval on that model itself; a recording or another size is not."""
    told = results.provenance
    same = model.casefold().replace(" ", "-") in told.model.casefold().replace(" ", "-")
    return same and told.tasks == "humaneval" and told.backend != "recorded"


def _of(results: Results, arm: str) -> str:
    found = next((summary for summary in summarise(results) if summary.arm == arm), None)
    return f"{100 * found.pass1:.1f}" if found else ""


def section(results: Results) -> str:
    """One result: its arms, its oracle, what rules and fixers bring, its families, and what it was measured with."""
    told, arms = results.provenance, summarise(results)
    seeds = len({row.seed for row in results.rows})
    tasks = len({row.task for row in results.rows})
    draws = ", ".join(str(n) for n in sorted({row.n for row in results.rows}))
    how = "every arm on the same draws and runs, nothing timed" if told.paired else "every arm drew for itself"
    lines = [
        f"### {told.tasks}: {told.model}",
        "",
        f"{tasks} tasks, {seeds} seeds, {draws} draws, {how}. Measured {told.date} on {told.cores} cores of "
        f"{told.processor or told.system}, Python {told.python}, {told.libraries}; smallcode-nb {told.package} "
        f"{told.commit}; weights {told.weights_sha256[:12] or 'unknown'} on {told.backend}.{_costs(results)}",
        "",
        _row(_HEAD),
        _rule(len(_HEAD)),
        *(_row(_cells(arm)) for arm in arms if not _is_variation(arm.arm)),
        *_oracles(results),
    ]
    parts = (lines, _gains(results), _fixers(results), _families(results))
    return "\n\n".join("\n".join(part) for part in parts if part).rstrip()


def _is_variation(arm: str) -> bool:
    return "~" in arm or "+" in arm


def _costs(results: Results) -> str:
    asked, ran = sum(cost.asked for cost in results.costs), sum(cost.executed for cost in results.costs)
    return f" Of {asked:,} runs that were asked for, {ran:,} ran; equal ones were answered from those." if asked else ""


def _oracles(results: Results) -> list[str]:
    """Per number of draws what the best choice would reach, and the unbiased curve."""
    lines = []
    for n, told in oracles(results.pools).items():
        curve = ", ".join(f"pass@{k} {100 * share:.1f}%" for k, share in told.curve.items())
        lines.append(
            f"- n = {n}: any draw right (oracle) {100 * told.right:.1f}%, after the fixers {100 * told.mended:.1f}%; "
            f"unbiased {curve}."
        )
    return ["", *lines] if lines else []


def _gains(results: Results) -> list[str]:
    """What each rule brings: the whole minus the same without it; for an added variant the other way round."""
    found = gains(results)
    if not found:
        return []
    lines = [
        "What leaving out one rule, or adding one kind of perturbed data, changes in points of pass@1:",
        "",
        _row(("way", "n", "change", "95% interval", "answers it alone got right", "lost", "of")),
        _rule(7),
    ]
    for gain in found:
        interval = f"{100 * gain.ci95[0]:+.1f} to {100 * gain.ci95[1]:+.1f}"
        counts = (str(gain.better), str(gain.worse), str(gain.pairs))
        cells = (gain.arm, str(gain.n), f"{100 * gain.difference:+.1f}", interval, *counts)
        lines.append(_row(cells))
    return lines


def _fixers(results: Results) -> list[str]:
    """How often each deterministic fixer changed a draw, and how often that made it right."""
    found = rescues(results.pools)
    if not found:
        return []
    drawn = next(iter(found.values()))[2]
    lines = [_row(("fixer", f"changed, of {drawn:,} draws", "made right")), _rule(3)]
    return [*lines, *(_row((name, f"{changed:,}", f"{made:,}")) for name, (changed, made, _) in found.items())]


def _cells(arm: ArmSummary) -> tuple[str, ...]:
    return (
        str(arm.n),
        arm.arm,
        f"{100 * arm.pass1:.1f}%",
        f"{100 * arm.ci95[0]:.1f}–{100 * arm.ci95[1]:.1f}%",
        "" if arm.of_oracle is None else f"{100 * arm.of_oracle:.1f}%",
        f"{arm.generations:.1f}",
        f"{arm.tokens:.0f}",
        f"{arm.executions:.1f}",
        "" if arm.wall_p50_s is None else f"{arm.wall_p50_s:.2f} s",
        "" if arm.wall_p95_s is None else f"{arm.wall_p95_s:.2f} s",
        "" if arm.over_greedy is None else f"{arm.over_greedy:.2f}",
    )


def _families(results: Results) -> list[str]:
    table = families(results)
    if len(table) < 2:
        return []
    arms = [arm for arm in dict.fromkeys(row.arm for row in results.rows) if not _is_variation(arm)]
    lines = [_row(("family", "tasks", *arms)), _rule(len(arms) + 2)]
    for family, found in table.items():
        count = max(tasks for _, tasks in found.values())
        lines.append(_row((family, str(count), *(f"{100 * found[a][0]:.0f}%" if a in found else "" for a in arms))))
    return lines


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
