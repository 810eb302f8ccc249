"""`%smallcode index [PATH…]`: bring the project's index up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..page import Block, Line, Page, Table
from ..session import Session

if TYPE_CHECKING:
    from ...retrieval.api import Progress

HELP = "index this project's cells and code, or the paths that follow"
MOST_WORDS = 3


def run(session: Session, words: tuple[str, ...]) -> Page:
    """Shows a line of progress while it works; an interrupt keeps what was done."""
    from ...retrieval.progress import report_line, skipped_rows
    from ...retrieval.project import project_root
    from ..indexing import update

    report = update(session, [Path(word) for word in words], _show)
    if report is None:
        return Page((Line("Stopped early; what was done stays, and the same again goes on from there."),))
    blocks: list[Block] = [Line(report_line(report), strong=project_root(Path.cwd()).name + ":")]
    if report.skipped:
        blocks.append(Line(f"{len(report.skipped)} left out:", quiet=True))
        blocks.append(Table(("place", "why"), skipped_rows(report.skipped)))
    return Page(tuple(blocks))


def _show(progress: Progress) -> None:
    from ...retrieval.progress import progress_line

    print("\r" + progress_line(progress), end="\n" if progress.done == progress.total else "", flush=True)
