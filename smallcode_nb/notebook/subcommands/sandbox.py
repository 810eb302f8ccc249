"""`%smallcode sandbox`: how throwaway kernels are confined here, what that stops and what it does not."""

from __future__ import annotations

from ...kernels.sandbox.rlimits import default_limits
from ...kernels.sandbox.tiers import Coverage, Tier, coverage, require, strongest, warnings
from ..page import Block, Line, Page, Table
from ..session import Session

HELP = "how candidates are confined, and what that does not cover"
MOST_WORDS = 0


def run(session: Session, words: tuple[str, ...]) -> Page:
    """The tier of the next request; raises SandboxUnavailable where it would be refused."""
    del words
    settings = session.settings
    if settings.kernels in _ELSEWHERE:
        return Page(_blocks(coverage(_ELSEWHERE[settings.kernels])))
    tier = strongest() if settings.sandbox == "auto" else Tier(settings.sandbox)
    require(tier)
    weaker = (*warnings(), *((_LIVE,) if settings.kernels == "live" else ()))
    notes = tuple(Line(warning, strong="Weaker than it could be:") for warning in weaker)
    return Page((*_blocks(coverage(tier)), _limits(), *notes, Line(_PROOF, quiet=True)))


_ELSEWHERE = {"pooled": Tier.NONE, "remote": Tier.REMOTE}
_LIVE = "Live forks hold everything this kernel's memory holds, keys included, and code could read it."
_PROOF = (
    "Before the first request the kernels attack themselves; where an attack succeeds, nothing runs "
    "until you say --trust none for that request."
)


def _blocks(covered: Coverage) -> tuple[Block, ...]:
    stopped = tuple(("stopped", text) for text in covered.covered)
    open_ = tuple(("not stopped", text) for text in covered.not_covered)
    return (
        Line(str(covered.tier), strong="Sandbox:"),
        Table(("", "what model-written code could try"), stopped + open_),
    )


def _limits() -> Line:
    limits = default_limits()
    return Line(
        f"{limits.memory_bytes / 2**30:.1f} GB of memory beyond the start, {limits.cpu_s} s of processor time, "
        f"{limits.scratch_bytes >> 20} MB and {limits.scratch_files} files in the scratch folder, "
        f"{limits.open_files} open files.",
        strong="Limits of each candidate:",
    )
