"""A run's progress and result as lines of text.

Knows numbers and words; knows nothing about where they are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .fragments import Skipped
from .indexing import IndexReport, Progress

_WIDTH = 24


def progress_line(progress: Progress) -> str:
    """E.g. "indexing ████████░░░░ 120/260 files, 87 chunks/s, 12 s left"."""
    filled = round(_WIDTH * progress.done / max(progress.total, 1))
    bar = "█" * filled + "░" * (_WIDTH - filled)
    left = f"{progress.seconds_left:.0f} s left"
    return f"indexing {bar} {progress.done}/{progress.total} files, {progress.rate:.0f} chunks/s, {left}"


def report_line(report: IndexReport) -> str:
    """What a run did, in one sentence."""
    begun = "Stopped early; what was done stays. " if report.cancelled else ""
    done = f"{report.changed} of {report.files} files read in {report.seconds:.1f} s, {report.removed} forgotten"
    return f"{begun}{done}; the index holds {report.total} chunks."


def skipped_rows(skipped: Sequence[Skipped], most: int = 20) -> tuple[tuple[str, str], ...]:
    """(place, reason) of the first ones, then how many more of each reason."""
    rows = [(one.place, f"{one.reason.value} {one.detail}".strip()) for one in skipped[:most]]
    more = Counter(one.reason.value for one in skipped[most:])
    return (*rows, *((f"and {count} more", reason) for reason, count in more.most_common()))
