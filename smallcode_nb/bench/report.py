"""Results files → one Markdown page with a figure: what was claimed beside what was measured, gaps left empty.

Knows results and Markdown; invents nothing: a cell without a measurement stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .results import Results
from .summary import ArmSummary, families, pass_curve, summarise

__all__ = ["CLAIMED", "draw", "render"]

#: model → (plain, with the loop) on HumanEval pass@1, as the article claims them
CLAIMED: tuple[tuple[str, float | None, float | None], ...] = (
    ("GPT-4", 87.2, None),
    ("CodeLlama-7B", 34.8, 67.3),
    ("DeepSeek-Coder-6.7B", 49.2, 72.1),
    ("Phi-3-mini", 28.5, 58.9),
    ("Stable Code 3B", 22.1, 51.4),
)
_HEAD = ("arm", "pass@1", "95% interval", "of oracle", "draws", "tokens", "runs", "wall p50", "wall p95", "over greedy")


def render(sets: Sequence[Results], figure: str = "") -> str:
    """The page; `figure` is the path of an image to show at the top."""
    parts = ["# Benchmarks", "", _claims(sets), ""]
    parts += [f"![pass@1 by arm]({figure})", ""] if figure else []
    for results in sets:
        parts += [_section(results), ""]
    return "\n".join(parts).rstrip() + "\n"


def _claims(sets: Sequence[Results]) -> str:
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


def _section(results: Results) -> str:
    told, arms = results.provenance, summarise(results)
    seeds = len({row.seed for row in results.rows})
    tasks = len({row.task for row in results.rows})
    draws = ", ".join(str(n) for n in sorted({row.n for row in results.rows}))
    lines = [
        f"## {told.tasks}: {told.model}",
        "",
        f"{tasks} tasks, {seeds} seeds, at most {draws} draws per arm. Measured {told.date} on {told.cores} cores of "
        f"{told.processor or told.system}, Python {told.python}, {told.libraries}; smallcode-nb {told.package} "
        f"{told.commit}; weights {told.weights_sha256[:12] or 'unknown'} on {told.backend}.",
        "",
        _row(_HEAD),
        _rule(len(_HEAD)),
        *(_row(_cells(arm)) for arm in arms),
    ]
    if results.pools:
        curve = ", ".join(f"pass@{k} {100 * share:.1f}%" for k, share in pass_curve(results.pools).items())
        oracle = sum(pool.right > 0 for pool in results.pools) / len(results.pools)
        lines += ["", f"Oracle (any draw right): {100 * oracle:.1f}%. Unbiased over the warm draws: {curve}."]
    return "\n".join([*lines, "", *_families(results)]).rstrip()


def _cells(arm: ArmSummary) -> tuple[str, ...]:
    return (
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
    arms = list(dict.fromkeys(row.arm for row in results.rows))
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


def draw(sets: Sequence[Results], path: Path) -> None:
    """One panel per result: pass@1 by arm with its interval, the oracle as a line."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.2 * len(sets), 3.4), layout="constrained")
    panels = figure.subplots(1, len(sets), squeeze=False)[0]
    for panel, results in zip(panels, sets, strict=True):
        arms = summarise(results)
        heights = [100 * arm.pass1 for arm in arms]
        below = [100 * (arm.pass1 - arm.ci95[0]) for arm in arms]
        above = [100 * (arm.ci95[1] - arm.pass1) for arm in arms]
        panel.bar([arm.arm for arm in arms], heights, yerr=[below, above], color="#4878a8", capsize=3)
        if arms and arms[0].oracle is not None:
            panel.axhline(100 * arms[0].oracle, color="#a05030", linestyle="--", label="oracle")
            panel.legend(loc="lower right", frameon=False)
        panel.set(title=f"{results.provenance.tasks}\n{results.provenance.model}", ylabel="pass@1, %", ylim=(0, 100))
        panel.tick_params(axis="x", labelrotation=35)
    figure.savefig(path, dpi=120)
