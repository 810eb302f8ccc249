"""Ranking of verdicts and the decision that enough agree.

Rank: nothing missing → tests passed → answers something → no name overlooked → not copied → agreement → cluster
size → mean log-probability → shorter code.
Knows verdicts and the spec; knows nothing about how they were drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

from . import effects
from .rules import Rule
from .types import Candidate, Probe, Spec, SpecKind, Verdict

ENOUGH_AGREEING = 3
#: of 150 held-out requests, 102 had a greedy draw this probable; two warm draws repeated every one of them
SURE = 0.9
ENOUGH_PASSING = 4
ENOUGH_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Judge:
    """Compares verdicts of one request; `live` are the names bound before any candidate ran.

    `without` leaves rules out, to measure what they bring. `calibrated` says that the model's own probabilities mean
    something: those of the embedded model were measured, those of servers may be anything.
    """

    spec: Spec
    live: frozenset[str]
    without: frozenset[Rule] = frozenset()
    calibrated: bool = False

    def rank(self, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """Best first, each with its cluster and agreement filled in."""
        clustered = self._clustered([self._seen(verdict) for verdict in verdicts])
        best = max((v.tests_passed for v in clustered if v.ran), default=0)
        peers = [v for v in clustered if v.ran and v.tests_passed == best and not v.missing]
        shares = self._shares(clustered, peers)
        agreed = [replace(v, agreement=shares.get(v.cluster, 0.0) - self._itself(v, peers)) for v in clustered]
        by_index = {verdict.candidate.index: verdict for verdict in verdicts}
        ranked = _guarded(sorted(agreed, key=lambda v: self._key(v, agreed)))
        return tuple(self._unseen(verdict, by_index[verdict.candidate.index]) for verdict in ranked)

    def sure(self, candidate: Candidate) -> bool:
        """Whether the model holds a greedy draw for so probable that further ones would repeat it.

        Not after reading snippets: others are drawn without them.
        """
        origin, logprob = candidate.origin, candidate.logprob
        greedy = origin.kind == "draw" and not origin.temperature and not origin.retrieval
        trusted = self.calibrated and Rule.SURE not in self.without
        return greedy and trusted and logprob is not None and logprob >= log(SURE)

    def enough(self, verdicts: Sequence[Verdict]) -> bool:
        """Whether drawing more would hardly change the choice: 3 passers agree, 60% of at least 4 do, or one is sure.

        Copies of a retrieved snippet do not count: they agree because their source does.
        """
        seen = self._clustered([self._seen(verdict) for verdict in verdicts])
        passing = [v for v in seen if v.passed and not (v.missing or v.copied_from or v.overlooked or self._mute(v))]
        if any(self.sure(v.candidate) for v in passing):
            return True
        sizes = [_size(v, passing) for v in passing]
        largest = max(sizes, default=0)
        share = largest >= ENOUGH_SHARE * len(passing) and len(passing) >= ENOUGH_PASSING
        return largest >= ENOUGH_AGREEING or share

    def _seen(self, verdict: Verdict) -> Verdict:
        """A verdict as far as the rules in use look at it."""
        if Rule.EXAMPLES in self.without:
            verdict = replace(verdict, tests_passed=0, tests_total=0)
        if Rule.NAMED in self.without:
            verdict = replace(verdict, overlooked=())
        return replace(verdict, missing="") if Rule.MISSING in self.without else verdict

    def _unseen(self, ranked: Verdict, whole: Verdict) -> Verdict:
        """The ranked verdict with everything that is known of it."""
        return replace(whole, cluster=ranked.cluster, agreement=ranked.agreement)

    def _mute(self, verdict: Verdict) -> bool:
        return Rule.MUTE not in self.without and effects.mute(verdict.run, self.spec)

    def _key(self, verdict: Verdict, verdicts: Sequence[Verdict]) -> tuple[float, ...]:
        candidate, agreeing = verdict.candidate, Rule.AGREEMENT not in self.without
        known = candidate.logprob is not None and Rule.LOGPROB not in self.without
        mean = (candidate.logprob or 0.0) / max(1, candidate.tokens) if known else float("-inf")
        return (
            -float(verdict.ran),
            float(bool(verdict.missing)),
            -float(verdict.tests_passed),
            float(self._mute(verdict)),
            float(len(verdict.overlooked)),
            -verdict.agreement * agreeing,
            -float(_size(verdict, verdicts)) * agreeing,
            -mean,
            float(len(candidate.code)),
            float(candidate.index),
        )

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
        return same_code or effects.agree(left, right, self.spec, self.live, self.without)

    def _shares(self, verdicts: Sequence[Verdict], peers: Sequence[Verdict]) -> dict[int, float]:
        """Cluster → mean over the inputs of how many peers give its value there.

        One member speaks for its cluster: the others give the same values everywhere.
        """
        sizes = Counter(peer.cluster for peer in peers)
        if self.spec.kind is SpecKind.CELL or not self.spec.probes:
            return {cluster: float(size) for cluster, size in sizes.items()}
        runs = {v.cluster: v.run for v in reversed(verdicts) if v.run and v.cluster >= 0}
        values = {cluster: effects.answers(run, self.spec) for cluster, run in runs.items()}
        return {
            cluster: sum(size * _hits(mine, values[other]) for other, size in sizes.items()) / len(self.spec.probes)
            for cluster, mine in values.items()
        }

    def _itself(self, verdict: Verdict, peers: Sequence[Verdict]) -> float:
        """What a peer adds to its own agreement, which is not counted: the inputs on which it has a value."""
        if all(peer.candidate.index != verdict.candidate.index for peer in peers):
            return 0.0
        if self.spec.kind is SpecKind.CELL or not self.spec.probes or verdict.run is None:
            return 1.0
        mine = effects.answers(verdict.run, self.spec)
        return _hits(mine, mine) / len(self.spec.probes)


def _hits(mine: Sequence[Probe], theirs: Sequence[Probe]) -> int:
    return sum(effects.same_answer(a, b) for a, b in zip(mine, theirs, strict=False))


def _size(verdict: Verdict, verdicts: Sequence[Verdict]) -> int:
    return sum(other.cluster == verdict.cluster for other in verdicts if verdict.cluster >= 0)


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
