"""One way of answering in a comparison: an arm, and what it leaves out of the loop or adds to it.

    select            the arm as it is
    select~tolerance  without one rule of comparing and ranking
    select+shuffle    with one more kind of perturbed namespace

Knows names; knows nothing about how an arm answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..agent.rules import Rule
from ..agent.types import LoopSettings
from ..errors import UnknownOption
from .arms import Arm

__all__ = ["VARIANTS", "Way", "leaving_out", "parse"]

VARIANTS = ("shuffle", "drop", "nulls")
_BY_LOOP = frozenset({Arm.SELECT, Arm.REPAIR, Arm.FULL})


@dataclass(frozen=True, slots=True)
class Way:
    """An arm with the rule it leaves out and the variant it adds, "" for none."""

    arm: Arm
    without: str = ""
    variant: str = ""

    @property
    def label(self) -> str:
        """As it is asked for and reported."""
        return f"{self.arm}{f'~{self.without}' if self.without else ''}{f'+{self.variant}' if self.variant else ''}"

    def settings(self, base: LoopSettings) -> LoopSettings:
        """The loop's settings for this way."""
        without = (*base.without, Rule(self.without)) if self.without else base.without
        return replace(base, without=without, variants=(*base.variants, *filter(None, (self.variant,))))


def parse(text: str) -> Way:
    """The way that a word names. Raises UnknownOption."""
    head, _, variant = text.partition("+")
    arm, _, without = head.partition("~")
    _check(arm, list(Arm), "arm", "arms")
    if without:
        _check(without, list(Rule), "rule", "rules")
    if variant:
        _check(variant, VARIANTS, "variant", "variants")
    if (without or variant) and arm not in _BY_LOOP:
        raise UnknownOption(f"{arm} has no rules to leave out.", f"Arms that have: {', '.join(sorted(_BY_LOOP))}.")
    return Way(Arm(arm), without, variant)


def _check(word: str, known: Sequence[str], kind: str, kinds: str) -> None:
    if word not in known:
        raise UnknownOption(f"There is no {kind} {word}.", f"The {kinds} are: {', '.join(known)}.")


def leaving_out(words: Sequence[str]) -> tuple[Way, ...]:
    """`select` once as it is, then once without each rule; "all" means every rule, and every variant added."""
    if not words:
        return ()
    rules = list(Rule) if "all" in words else words
    added = [parse(f"select+{variant}") for variant in VARIANTS if "all" in words]
    return (Way(Arm.SELECT), *(parse(f"select~{rule}") for rule in rules), *added)
