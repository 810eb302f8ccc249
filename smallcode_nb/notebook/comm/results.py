"""An action's answer as the message a page shows: equal outputs are sent once, large ones are cut.

Knows answers and the protocol; knows nothing about transport.
"""

from __future__ import annotations

import json
from typing import cast

from ...agent.types import Run
from ..actions.answer import Answer, Attempt
from ..page import visible
from ..preview import bundles
from .from_page import Ask
from .parts import Bundle, CandidateResult, EvidenceText, Proposal, Result

__all__ = ["result_of"]

#: characters of all outputs of one result; the chosen candidate's come first
MOST_OUTPUT = 4_000_000
MOST_CODE = 50_000
MOST_ERROR = 4_000


def result_of(answer: Answer, ask: Ask, seconds: float) -> Result:
    """The whole result; outputs beyond `MOST_OUTPUT` are replaced by a line that says so."""
    shelf = _Shelf()
    outputs = {attempt.index: shelf.places(attempt.run) for attempt in _chosen_first(answer)}
    return {
        "proposal": _proposal(answer, ask),
        "evidence": _evidence(answer),
        "candidates": [_candidate(attempt, outputs[attempt.index]) for attempt in answer.attempts],
        "bundles": shelf.bundles,
        "explanation": visible(answer.explanation),
        "stopped": answer.stopped,
        "seconds": seconds,
    }


class _Shelf:
    """The outputs of a result, each once."""

    def __init__(self) -> None:
        self.bundles: list[Bundle] = []
        self._known: dict[str, int] = {}
        #: making outputs harmless takes a while for large tables, and candidates that agree show the same
        self._made: dict[object, list[int]] = {}
        self._left = MOST_OUTPUT

    def places(self, run: Run | None) -> list[int]:
        """Where the outputs of `run` are."""
        if run is None or not run.ok:
            return []
        key = (run.outputs, run.changed)
        if key not in self._made:
            self._made[key] = [self._place(bundle) for bundle in bundles(run)]
        return self._made[key]

    def _place(self, bundle: dict[str, str]) -> int:
        key = json.dumps(bundle, sort_keys=True)
        if key not in self._known:
            if len(key) > self._left:
                bundle = {"text/plain": f"(An output of {len(key) // 1000} kB is not shown here.)"}
            self._left -= len(json.dumps(bundle))
            self._known[key] = len(self.bundles)
            self.bundles.append({"data": bundle})
        return self._known[key]


def _chosen_first(answer: Answer) -> list[Attempt]:
    return sorted(answer.attempts, key=lambda attempt: attempt.index != answer.chosen)


def _proposal(answer: Answer, ask: Ask) -> Proposal | None:
    if not answer.code or answer.chosen is None:
        return None
    cell = ask.get("cell")
    source = cell["source"] if cell is not None and answer.replaces else ""
    return {
        "candidate": answer.chosen,
        "code": answer.code,
        "replaces": source,
        "cell": cell["id"] if cell is not None else "",
    }


def _evidence(answer: Answer) -> EvidenceText:
    # labels are those of the loop, and "checked"; the protocol test holds them to the protocol's list
    label = cast("EvidenceText", {"label": answer.label})["label"]
    return {
        "label": label,
        "sentence": visible(answer.sentence),
        "facts": list(answer.facts),
        "notes": [visible(note) for note in answer.notes],
        "made_by": answer.maker,
        "seed": answer.seed,
        "model": answer.model,
        "tier": answer.tier,
    }


def _candidate(attempt: Attempt, outputs: list[int]) -> CandidateResult:
    return {
        "index": attempt.index,
        "state": attempt.state.value,
        "code": attempt.code[:MOST_CODE],
        "origin": attempt.origin,
        "reason": visible(attempt.reason),
        "error": visible(attempt.error)[-MOST_ERROR:],
        "outputs": outputs,
        "tokens": attempt.tokens,
        "seconds": attempt.run.seconds if attempt.run is not None else 0.0,
        "tests_passed": attempt.tests_passed,
        "tests_total": attempt.tests_total,
    }
