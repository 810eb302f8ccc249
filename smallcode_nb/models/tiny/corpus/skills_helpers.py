"""Skills that use the user's own functions, from the notebook or from a file beside it.

Knows how a function is called on what it takes. Does not know what the functions do (helpers.py).
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, Word, q
from smallcode_nb.models.tiny.corpus.helpers import Helper, Takes
from smallcode_nb.models.tiny.corpus.phrasing import Segment
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role


def _helper(d: Draw, *takes: Takes) -> Helper:
    fit = [helper for helper in d.world.helpers if helper.takes in takes]
    if not fit:
        raise UnsuitableError
    return d.rng.choice(fit)


def _task(d: Draw, helper: Helper, code: str, variant: str, /, **slots: object) -> Task:
    before = f"from {helper.module} import {helper.name}\n\n" if helper.module else ""
    return d.task(before + code, variant, f=Segment(helper.name, fixed=True), about=Word(helper.about), **slots)


def _cells(d: Draw, helper: Helper) -> Column:
    if helper.takes is Takes.TEXT:
        return d.column(Role.GROUP, Role.LABEL, where=lambda c: c.dtype == "str" and not c.missing)
    return d.number()


def _variant(d: Draw, kind: str) -> str:
    """By its name mostly, by what it is for sometimes."""
    return f"{kind}_{'meant' if d.maybe(0.3) else 'named'}"


@skill("helpers", 8)
def _helper_cells(d: Draw) -> Task:
    helper = _helper(d, Takes.TEXT, Takes.NUMBER)
    c = _cells(d, helper)
    mapped = f"{d.col(c)}.map({helper.name})"
    if d.maybe(0.5):
        return _task(d, helper, mapped, _variant(d, "map"), c=c)
    s = d.new_name()
    return _task(d, helper, f"{d.df}[{q(s)}] = {mapped}\n{d.df}.head()", _variant(d, "column"), c=c, s=s)


@skill("helpers", 5)
def _helper_series(d: Draw) -> Task:
    helper, n = _helper(d, Takes.SERIES), d.number()
    if helper.option and d.maybe(0.4):
        k = d.small(2, 9)
        value = f"0.{k}" if helper.option == "q" else str(k)
        code = f"{helper.name}({d.col(n)}, {helper.option}={value})"
        option, shown = Segment(helper.option, fixed=True), Exact(value)
        return _task(d, helper, code, "option", n=n, option=option, value=shown)
    return _task(d, helper, f"{helper.name}({d.col(n)})", _variant(d, "call"), n=n)


@skill("helpers", 4)
def _helper_grouped(d: Draw) -> Task:
    helper, n, c = _helper(d, Takes.SERIES), d.number(), d.group()
    if "spread" not in helper.about and "complete" not in helper.about:
        raise UnsuitableError
    return _task(d, helper, f"{d.df}.groupby({q(c)})[{q(n)}].apply({helper.name})", "", n=n, c=c)


@skill("helpers", 6)
def _helper_frame(d: Draw) -> Task:
    helper = _helper(d, Takes.FRAME)
    if helper.option and d.maybe(0.4):
        k = d.small(3, 30)
        code = f"{helper.name}({d.df}, {helper.option}={k})"
        return _task(d, helper, code, "option", option=Segment(helper.option, fixed=True), value=k)
    if d.maybe(0.4):
        return _task(d, helper, f"{helper.name}({d.df})", _variant(d, "call"))
    n, c, (how, word) = d.number(), d.group(), d.aggregate()
    code = f"{helper.name}({d.df}).groupby({q(c)})[{q(n)}].{how}()"
    return _task(d, helper, code, "then", n=n, c=c, agg=word)


@skill("helpers", 5)
def _helper_column(d: Draw) -> Task:
    helper = _helper(d, Takes.COLUMN)
    n = d.number()
    if helper.option and d.maybe(0.4):
        k = d.small(2, 12)
        code = f"{helper.name}({d.df}, {q(n)}, {helper.option}={k})"
        return _task(d, helper, code, "option", n=n, option=Segment(helper.option, fixed=True), value=k)
    return _task(d, helper, f"{helper.name}({d.df}, {q(n)})", _variant(d, "call"), n=n)


@skill("live", 3)
def _helper_items(d: Draw) -> Task:
    helper = _helper(d, Takes.NUMBER, Takes.TEXT)
    kind: type = str if helper.takes is Takes.TEXT else int
    if d.maybe(0.6):
        name = d.variable(lambda v: isinstance(v, list) and bool(v) and all(isinstance(x, kind) for x in v))
        code, variant = f"[{helper.name}(x) for x in {name}]", "each"
    else:
        name = d.variable(lambda v: isinstance(v, kind) and not isinstance(v, bool))
        code, variant = f"{helper.name}({name})", "one"
    before = f"from {helper.module} import {helper.name}\n\n" if helper.module else ""
    slots = {"v": Segment(name, fixed=True), "f": Segment(helper.name, fixed=True)}
    return Task(before + code, slots, variant, frame="", lenient=True)
