"""Handing the chosen code to the user's notebook, with where it came from.

Knows the rules of `set_next_input` (the front end honours the first payload of a
cell, and only when the cell ends well; `replace` keeps the old outputs; the new
cell takes no metadata) and therefore puts provenance into the output's metadata.
"""

from __future__ import annotations

import hashlib
from typing import Any

from ..agent.types import Outcome, Verdict

__all__ = ["METADATA_KEY", "hand_over", "offered", "provenance", "with_header"]

METADATA_KEY = "smallcode"
PROVENANCE_VERSION = 1


def offered(outcome: Outcome, *, insert_asked: bool) -> Verdict | None:
    """What may be handed over: the chosen candidate, or the best attempt when the user asked for an insert."""
    if outcome.chosen is not None:
        return outcome.chosen
    return outcome.best if insert_asked and outcome.best and outcome.best.candidate.code.strip() else None


def hand_over(shell: Any, code: str, mode: str) -> None:
    """Put `code` into a new next cell ("next") or this cell ("replace"); call once per cell."""
    if mode != "none":
        shell.set_next_input(code, replace=mode == "replace")


def with_header(code: str, outcome: Outcome) -> str:
    """`code` under one comment line that says what it answers and how far it was checked."""
    request = " ".join(outcome.request.text.split())
    short = request if len(request) <= 60 else f"{request[:59]}…"
    evidence = outcome.evidence
    return f"# smallcode: {short} · {evidence.label} · {evidence.model} · seed {evidence.seed}\n{code}"


def provenance(outcome: Outcome, code: str, mode: str) -> dict[str, Any]:
    """What is saved with the output, as JSON; a record for people, never read back as evidence."""
    evidence = outcome.evidence
    record: dict[str, Any] = {
        "version": PROVENANCE_VERSION,
        "request": outcome.request.text,
        "tests": list(outcome.request.tests),
        "label": evidence.label.value,
        "model": evidence.model,
        "weights_sha256": evidence.weights,
        "seed": evidence.seed,
        "drawn": evidence.drawn,
        "ran": evidence.ran,
        "agree": evidence.agree,
        "tests_passed": evidence.tests_passed,
        "tests_total": evidence.tests_total,
        "repairs": evidence.repairs,
        "sandbox": evidence.tier,
        "snippets": list(evidence.snippets),
        "stopped": outcome.stopped,
    }
    if code:
        record |= {"code": code, "code_sha256": hashlib.sha256(code.encode()).hexdigest(), "insert": mode}
    return {METADATA_KEY: record}
