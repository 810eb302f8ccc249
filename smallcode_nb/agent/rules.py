"""The rules by which candidates are compared and ranked, by name, so that each can be left out and its gain measured.

Knows names and reasons; what a rule does stands where it is applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """A rule with its reason in the comment beside it; all are in use unless a setting leaves one out."""

    # two ways of computing one number differ in the last digits
    TOLERANCE = "tolerance"
    # a request that asks for no order is answered by the rows in any order
    ROW_ORDER = "row-order"
    # an index that only numbers rows is bookkeeping; one with labels is a column: reset_index changes nothing
    INDEX = "index"
    # nobody reads meaning into which column comes first
    COLUMN_ORDER = "column-order"
    # 3 and 3.0 are one number: a missing value elsewhere in the column makes pandas widen it
    DTYPE = "dtype"
    # a grouped series and the frame that reset_index makes of it say the same
    SERIES_FRAME = "series-frame"
    # two figures of the same data are one answer, whatever their colours, sizes and labels
    FIGURE_DATA = "figure-data"
    # what a cell does to the user's variables is its effect, shown or not
    CHANGED = "changed"
    # the name under which a cell keeps its result is the author's taste
    NEW_NAMES = "new-names"
    # what the request's own examples say is known to be true
    EXAMPLES = "examples"
    # functions that agree on many inputs are more likely right: mistakes differ, the right answer does not
    AGREEMENT = "agreement"
    # a body left unfinished gives None everywhere and agrees with every other unfinished one
    MUTE = "mute"
    # a cell that leaves nothing, or no figure where one was asked for, did not do what was asked
    MISSING = "missing"
    # a cell that leaves out a column or a variable that the request names is likely to work on another
    NAMED = "named"
    # between equals the model's own probability decides
    LOGPROB = "logprob"
    # where the model leaves all other code a tenth together, further draws repeat the first
    SURE = "sure"
    # once enough agree, further draws hardly change the choice
    EARLY_STOP = "early-stop"
    # small slips (a missing import, a near-miss of a column) are mended before a run
    FIXERS = "fixers"


@dataclass(frozen=True, slots=True)
class How:
    """How values are compared: whether the order of rows counts, and which rules are left out."""

    ordered: bool = False
    without: frozenset[Rule] = frozenset()

    def uses(self, rule: Rule) -> bool:
        """Whether a rule is in use."""
        return rule not in self.without
