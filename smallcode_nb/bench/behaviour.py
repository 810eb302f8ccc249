"""Whether code does what reference code does, judged by what both leave in a throwaway kernel.

A cell must show the same value, change the same live variables to the same content and draw the same data; a
function must return the same for the same calls. Stricter than the loop's own comparison: it scores, it does not
search. Knows nothing about models.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

from ..agent import effects, portraits
from ..agent.ports import Session
from ..agent.types import Job, Portrait, Run
from . import calls

__all__ = ["Yardstick", "matches", "measure"]

_SORTS = re.compile(r"\bsort_|\bsorted\(|\.sort\(|\bnlargest\b|\bnsmallest\b|\bargsort\b|\[::-1\]|\breversed\(")
DEADLINE_S = 10.0


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What reference code leaves behind; `calls` have one place for the function's name."""

    run: Run
    live: frozenset[str]
    request: str
    ordered: bool = False
    #: of "title", "xlabel", "ylabel" those that the reference sets itself
    captions: frozenset[str] = frozenset()
    #: how the data was perturbed before the reference ran
    variant: str = ""
    function: str = ""
    calls: tuple[str, ...] = ()


async def measure(
    session: Session, code: str, request: str, live: frozenset[str], variant: str = ""
) -> Yardstick | None:
    """Run the reference; None when it fails or leaves nothing that could be compared."""
    run = await session.run(Job(code, deadline_s=DEADLINE_S, variant=variant))
    if not run.ok:
        return None
    if _leaves_something(run, live):
        captions = frozenset(word for word in ("title", "xlabel", "ylabel") if word in code)
        return Yardstick(run, live, request, bool(_SORTS.search(code)), captions, variant)
    function = _last_function(code)
    return await _by_calls(session, code, request, live, function) if function is not None else None


async def matches(yardstick: Yardstick, session: Session, code: str) -> bool:
    """Whether `code` leaves what the reference leaves; an error or a syntax error does not."""
    if not code.strip() or not _parses(code):
        return False
    if not yardstick.function:
        return same_effect(yardstick, await session.run(Job(code, deadline_s=DEADLINE_S, variant=yardstick.variant)))
    name = _function_name(code, yardstick)
    probes = tuple(call.format(name) for call in yardstick.calls)
    run = await session.run(Job(code, probes, deadline_s=DEADLINE_S)) if name else None
    return run is not None and run.ok and effects.same_answers(yardstick.run.probes, run.probes)


def same_effect(yardstick: Yardstick, got: Run) -> bool:
    """Value, live variables and figures compared; extra new variables do not matter."""
    wanted = yardstick.run
    if not got.ok or not _same_changes(yardstick, got):
        return False
    figures = effects.figures(wanted), effects.figures(got)
    if figures[0] or figures[1]:
        return portraits.matched(*figures, lambda a, b: _same_figure(a, b, yardstick.captions))
    shown = _shown(wanted)
    if shown is not None:
        return _same_value(shown, _shown(got), yardstick) or (_shown(got) is None and _is_a_change(shown, yardstick))
    if _changed(wanted, yardstick.live):
        return True
    if effects.printed(wanted):
        return effects.printed(wanted) == effects.printed(got)
    return _same_new(yardstick, got)


def _same_figure(wanted: Portrait, got: Portrait, captions: frozenset[str]) -> bool:
    """The same data, the same categories under the bars, and the captions that were asked for."""
    return portraits.same(wanted, got) and all(
        any(_same_axes(axes, other, captions) for other in portraits.item_of(got)["axes"])
        for axes in portraits.item_of(wanted)["axes"]
    )


def _same_axes(wanted: dict[str, Any], got: dict[str, Any], captions: frozenset[str]) -> bool:
    same_categories = wanted.get("kind") != "bar" or wanted.get("xticks") == got.get("xticks")
    return same_categories and all(
        str(wanted.get(word, "")).casefold() == str(got.get(word, "")).casefold() for word in captions
    )


def _leaves_something(run: Run, live: frozenset[str]) -> bool:
    new = [value for name, value in run.changed if name not in live and value.kind != "function"]
    return bool(_shown(run) or effects.figures(run) or _changed(run, live) or effects.printed(run) or new)


def _shown(run: Run) -> Portrait | None:
    return run.value if run.value is not None and run.value.kind not in ("none", "figure") else None


def _changed(run: Run, live: frozenset[str]) -> dict[str, Portrait]:
    return {name: value for name, value in run.changed if name in live}


def _same_changes(yardstick: Yardstick, got: Run) -> bool:
    wanted, found = _changed(yardstick.run, yardstick.live), _changed(got, yardstick.live)
    return wanted.keys() == found.keys() and all(
        _same_value(value, found[name], yardstick) for name, value in wanted.items()
    )


def _same_value(wanted: Portrait, got: Portrait | None, yardstick: Yardstick) -> bool:
    return got is not None and portraits.same(wanted, got, ordered=yardstick.ordered)


def _is_a_change(shown: Portrait, yardstick: Yardstick) -> bool:
    """Whether the reference only shows a live variable that it changed."""
    changes = _changed(yardstick.run, yardstick.live).values()
    return any(_same_value(shown, value, yardstick) for value in changes)


def _same_new(yardstick: Yardstick, got: Run) -> bool:
    """New variables that the request names must be there; without such names the only result counts."""
    wanted = {name: value for name, value in yardstick.run.changed if name not in yardstick.live}
    named = [name for name in wanted if re.search(rf"\b{re.escape(name)}\b", yardstick.request)]
    found = dict(got.changed)
    if named:
        return all(name in found and _same_value(wanted[name], found[name], yardstick) for name in named)
    ours = effects.principal(yardstick.run, yardstick.live)
    theirs = effects.principal(got, yardstick.live)
    return ours is not None and _same_value(ours, theirs, yardstick)


# --- functions ------------------------------------------------------------------------------


async def _by_calls(
    session: Session, code: str, request: str, live: frozenset[str], function: ast.FunctionDef
) -> Yardstick | None:
    """The first kind of arguments on which the reference mostly has an answer."""
    name, kinds = function.name, calls.kinds_for(tuple(a.arg for a in function.args.args))
    tried = [call for kind in kinds for call in kind]
    run = await session.run(Job(code, tuple(call.format(name) for call in tried), deadline_s=DEADLINE_S))
    answered = {call for call, probe in zip(tried, run.probes, strict=False) if probe.value is not None}
    fitting = next((kind for kind in kinds if len(answered & set(kind)) >= calls.ENOUGH), None)
    if fitting is None:
        return None
    kept = tuple(call for call in fitting if call in answered)
    run = await session.run(Job(code, tuple(call.format(name) for call in kept), deadline_s=DEADLINE_S))
    return Yardstick(run, live, request, function=name, calls=kept)


def _function_name(code: str, yardstick: Yardstick) -> str:
    """The name the request gives, else whatever the code's last function is called."""
    if re.search(rf"\b{re.escape(yardstick.function)}\b", yardstick.request):
        return yardstick.function
    function = _last_function(code)
    return function.name if function else ""


def _last_function(code: str) -> ast.FunctionDef | None:
    functions = [node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)]
    return functions[-1] if functions else None


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True
