"""Ranking of verdicts and the decision that enough agree.

Rank: nothing missing → tests passed → answers something → not copied → agreement → cluster size → mean
log-probability → shorter code.
Knows verdicts and the spec; knows nothing about how they were drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import effects
from .types import Spec, SpecKind, Verdict

ENOUGH_AGREEING = 3
ENOUGH_PASSING = 4
ENOUGH_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Judge:
    """Compares verdicts of one request; `live` are the names bound before any candidate ran."""

    spec: Spec
    live: frozenset[str]

    def rank(self, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """Best first, each with its cluster and agreement filled in."""
        clustered = self._clustered(verdicts)
        best = max((v.tests_passed for v in clustered if v.ran), default=0)
        peers = [v for v in clustered if v.ran and v.tests_passed == best and not v.missing]
        agreed = [replace(v, agreement=self._agreement(v, peers)) for v in clustered]
        return _guarded(sorted(agreed, key=lambda v: _key(v, agreed, effects.mute(v.run, self.spec))))

    def enough(self, verdicts: Sequence[Verdict]) -> bool:
        """Whether drawing more would hardly change the choice: 3 passers agree, or 60% of at least 4 do.

        Copies of a retrieved snippet do not count: they agree because their source does.
        """
        passing = [v for v in self._clustered(verdicts) if v.passed and not v.missing and not v.copied_from]
        passing = [v for v in passing if not effects.mute(v.run, self.spec)]
        sizes = [_size(v, passing) for v in passing]
        largest = max(sizes, default=0)
        share = largest >= ENOUGH_SHARE * len(passing) and len(passing) >= ENOUGH_PASSING
        return largest >= ENOUGH_AGREEING or share

    def _clustered(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """Each verdict joins the first earlier one with the same effect; what agrees with nothing stays alone."""
        leaders: list[Verdict] = []
        clustered: list[Verdict] = []
        for verdict in verdicts:
            cluster = -1
            if verdict.ran and not verdict.missing:
                cluster = next((n for n, leader in enumerate(leaders) if self._alike(leader, verdict)), len(leaders))
                if cluster == len(leaders):
                    leaders.append(verdict)
            clustered.append(replace(verdict, cluster=cluster))
        return clustered

    def _alike(self, left: Verdict, right: Verdict) -> bool:
        same_code = left.candidate.code == right.candidate.code
        return same_code or effects.agree(left, right, self.spec, self.live)

    def _agreement(self, verdict: Verdict, peers: Sequence[Verdict]) -> float:
        """Mean over the inputs of how many of the other peers give the same value there."""
        others = [peer for peer in peers if peer.candidate.index != verdict.candidate.index]
        if not verdict.ran or verdict.missing:
            return 0.0
        if self.spec.kind is SpecKind.CELL or not self.spec.probes:
            return float(sum(other.cluster == verdict.cluster for other in others))
        mine = effects.answers(verdict.run, self.spec) if verdict.run else ()
        theirs = [effects.answers(other.run, self.spec) for other in others if other.run]
        hits = sum(effects.same_answer(a, b) for answers in theirs for a, b in zip(mine, answers, strict=False))
        return hits / len(self.spec.probes)


def _size(verdict: Verdict, verdicts: Sequence[Verdict]) -> int:
    return sum(other.cluster == verdict.cluster for other in verdicts if verdict.cluster >= 0)


def _key(verdict: Verdict, verdicts: Sequence[Verdict], mute: bool) -> tuple[float, ...]:
    candidate = verdict.candidate
    mean = candidate.logprob / max(1, candidate.tokens) if candidate.logprob is not None else float("-inf")
    return (
        -float(verdict.ran),
        float(bool(verdict.missing)),
        -float(verdict.tests_passed),
        float(mute),
        -verdict.agreement,
        -float(_size(verdict, verdicts)),
        -mean,
        float(len(candidate.code)),
        float(candidate.index),
    )


def _guarded(ranked: list[Verdict]) -> tuple[Verdict, ...]:
    """A copy in front must have passed more tests than the best passer drawn without retrieval, or goes behind it."""
    own = next((v for v in ranked if v.passed and not v.missing and not v.copied_from), None)
    if own is None:
        return tuple(ranked)
    place = ranked.index(own)
    behind = [v for v in ranked[:place] if v.copied_from and v.tests_passed <= own.tests_passed]
    return (*(v for v in ranked[:place] if v not in behind), own, *behind, *ranked[place + 1 :])


def choose(ranked: Sequence[Verdict]) -> Verdict | None:
    """The first that ran; None when nothing did."""
    return next((verdict for verdict in ranked if verdict.ran), None)


def best_attempt(ranked: Sequence[Verdict]) -> Verdict | None:
    """The most telling candidate when nothing ran: one that started, else one that was at least drawn."""
    started = [verdict for verdict in ranked if verdict.run is not None]
    return next(iter(started or ranked), None)
