"""Results as one picture: pass@1 by arm with its interval, or over the number of draws where several were compared.

Knows Matplotlib and summaries; imports the former when asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .results import Results
from .summary import ArmSummary, oracles, summarise

__all__ = ["draw"]


def draw(sets: Sequence[Results], path: Path) -> None:
    """One panel per result; the oracle as a dashed line. Ways that leave a rule out are not shown."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6 * len(sets), 3.6), layout="constrained")
    panels = figure.subplots(1, len(sets), squeeze=False)[0]
    for panel, results in zip(panels, sets, strict=True):
        arms = [arm for arm in summarise(results) if "~" not in arm.arm and "+" not in arm.arm]
        several = len({arm.n for arm in arms}) > 1
        (_lines if several else _bars)(panel, arms, results)
        title = f"{results.provenance.tasks}\n{results.provenance.model}"
        panel.set(title=title, ylabel="pass@1, %", ylim=(0, 100))
        if panel.get_legend_handles_labels()[0]:
            panel.legend(loc="upper left", frameon=False, fontsize=8, ncols=2)
    figure.savefig(path, dpi=110)


def _bars(panel: Any, arms: Sequence[ArmSummary], results: Results) -> None:
    heights = [100 * arm.pass1 for arm in arms]
    below = [100 * (arm.pass1 - arm.ci95[0]) for arm in arms]
    above = [100 * (arm.ci95[1] - arm.pass1) for arm in arms]
    panel.bar([arm.arm for arm in arms], heights, yerr=[below, above], color="#4878a8", capsize=3)
    for told in oracles(results.pools).values():
        panel.axhline(100 * told.right, color="#a05030", linestyle="--", label="oracle")
    panel.tick_params(axis="x", labelrotation=35)


def _lines(panel: Any, arms: Sequence[ArmSummary], results: Results) -> None:
    for name in dict.fromkeys(arm.arm for arm in arms):
        points = [(arm.n, 100 * arm.pass1) for arm in arms if arm.arm == name]
        panel.plot(*zip(*points, strict=True), marker="o", markersize=3, label=name)
    told = oracles(results.pools)
    panel.plot(list(told), [100 * one.right for one in told.values()], color="black", linestyle="--", label="oracle")
    panel.set_xscale("log", base=2)
    panel.set_xticks(list(told), [str(n) for n in told])
    panel.set_xlabel("draws")
