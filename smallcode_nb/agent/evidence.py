"""Countable facts about an outcome, and the one sentence a user reads.

Knows what may be claimed; never claims more than the runs show.
"""

from __future__ import annotations

from collections.abc import Sequence

from .types import Evidence, Label, ModelCard, Usage, Verdict


def label(chosen: Verdict | None, agree: int) -> Label:
    """The strongest claim that holds of the chosen candidate."""
    if chosen is None or not chosen.ran:
        return Label.UNVERIFIED
    if chosen.passed and chosen.tests_total:
        return Label.PASSED
    if chosen.passed and agree >= 2:
        return Label.AGREED
    return Label.RAN


def gather(
    verdicts: Sequence[Verdict],
    chosen: Verdict | None,
    card: ModelCard,
    usage: Usage,
    *,
    seed: int,
    tier: str,
    snippets: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    sure: float = 0.0,
) -> Evidence:
    """Count what happened; `agree` is the size of the chosen candidate's cluster, itself included."""
    alike = [v for v in verdicts if chosen is not None and chosen.cluster >= 0 and v.cluster == chosen.cluster]
    agree = max(len(alike), 1 if chosen else 0)
    return Evidence(
        label=label(chosen, agree),
        drawn=len(verdicts),
        ran=sum(v.ran for v in verdicts),
        agree=agree,
        tests_passed=chosen.tests_passed if chosen else 0,
        tests_total=chosen.tests_total if chosen else max((v.tests_total for v in verdicts), default=0),
        repairs=sum(v.candidate.origin.kind == "repair" for v in verdicts),
        seed=seed,
        model=card.name,
        weights=card.weights_sha256,
        tier=tier,
        usage=usage,
        snippets=snippets,
        notes=notes,
        sure=sure,
    )


def sentence(evidence: Evidence) -> str:
    """E.g. "3 of 8 ran, 2 agree, examples 4/4, 1 repair, 6.1 s · seed 7 · tiny (a1b2c3d4) · sandbox none"."""
    model = f"{evidence.model} ({evidence.weights[:8]})" if evidence.weights else evidence.model
    return " · ".join([", ".join(_facts(evidence)), f"seed {evidence.seed}", model, f"sandbox {evidence.tier}"])


def percent(share: float) -> str:
    """Whole percents, rounded down: nothing a model says is certain."""
    return f"{min(99, int(100 * share))}%"


def _facts(evidence: Evidence) -> list[str]:
    facts = [f"{evidence.ran} of {evidence.drawn} ran"]
    if evidence.agree >= 2:
        facts.append(f"{evidence.agree} agree")
    if evidence.sure:
        facts.append(f"the model was sure ({percent(evidence.sure)})")
    if evidence.tests_total:
        facts.append(f"examples {evidence.tests_passed}/{evidence.tests_total}")
    if evidence.repairs:
        facts.append(f"{evidence.repairs} repair{'s' if evidence.repairs > 1 else ''}")
    facts.append(f"{evidence.usage.wall_s:.1f} s")
    return facts
