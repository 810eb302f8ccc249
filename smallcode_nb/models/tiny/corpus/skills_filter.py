# ruff: noqa: SIM905 - word lists read better as text
"""Skills that keep, count or drop rows by a condition. Conditions are shared with the chained skills."""

from __future__ import annotations

from dataclasses import dataclass

from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Role

OPERATORS = {
    ">": "[greater than|above|over|more than|larger than|higher than|>|bigger than|exceeding]",
    "<": "[less than|below|under|lower than|smaller than|<]",
    ">=": "[at least|no less than|greater than or equal to|>=|minimum]",
    "<=": "[at most|no more than|less than or equal to|<=|up to]",
    "==": "[equal to|exactly|==|equals]",
    "!=": "[not equal to|different from|!=|other than]",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean expression and the words for it; `text` has the slots {f..}, {v..} of its own prefix."""

    code: str
    text: str
    slots: dict[str, object]


def number_condition(d: Draw, p: str = "a") -> Condition:
    """`price above 10`."""
    n = d.number()
    sign = d.rng.choices((">", "<", ">=", "<=", "==", "!="), (34, 26, 16, 12, 8, 4))[0]
    if sign in ("==", "!="):
        if n.dtype != "int":
            raise UnsuitableError
        value: int | float = int(d.rng.choice(d.cells(n).tolist()))
    else:
        value = d.threshold(n)
    text = f"{{{p}n}} [is |is ||]{{{p}o}} {{{p}v}}"
    slots: dict[str, object] = {f"{p}n": n, f"{p}o": Word(OPERATORS[sign]), f"{p}v": value}
    return Condition(f"{d.col(n)} {sign} {value}", text, slots)


def text_condition(d: Draw, p: str = "a") -> Condition:
    """`city is Boston`."""
    c = d.group()
    value = d.value(c)
    negated = d.maybe(0.12)
    sign, word = (
        ("!=", "[is not|isn't|other than|not equal to|!=]")
        if negated
        else ("==", "[is|is|equals|equal to|=|==|is equal to|is]")
    )
    slots: dict[str, object] = {f"{p}c": c, f"{p}o": Word(word), f"{p}v": value}
    return Condition(f"{d.col(c)} {sign} {q(value)}", f"{{{p}c}} {{{p}o}} {{{p}v}}", slots)


def date_condition(d: Draw, p: str = "a") -> Condition:
    """`date after 2021-03-05`, `date in 2021`."""
    t = d.date()
    day = d.day(t)
    kind = d.rng.random()
    if kind < 0.35:
        text = d.pick(
            f"{{{p}t}} in {{{p}y}}",
            f"{{{p}t}} in the year {{{p}y}}",
            f"{{{p}t}} is in {{{p}y}}",
            f"{{{p}t}} year is {{{p}y}}",
        )
        return Condition(f"{d.part(t, 'year')} == {day.year}", text, {f"{p}t": t, f"{p}y": Exact(str(day.year))})
    sign, words = d.pick(
        (">", "[after|later than|is after]"),
        ("<", "[before|earlier than|prior to|is before]"),
        (">=", "[since|from|on or after|starting]"),
        ("<=", "[until|up to|on or before]"),
    )
    shown = day.strftime("%Y-%m-%d") if d.maybe(0.8) else f"{day.strftime('%B')} {day.day}, {day.year}"
    slots: dict[str, object] = {f"{p}t": t, f"{p}o": Word(words), f"{p}v": Exact(shown)}
    return Condition(f'{d.moment(t)} {sign} "{day:%Y-%m-%d}"', f"{{{p}t}} {{{p}o}} {{{p}v}}", slots)


def flag_condition(d: Draw, p: str = "a") -> Condition:
    """`active is true`."""
    c = d.column(Role.FLAG)
    yes = d.maybe(0.7)
    word = Word("[is true|is True|true|== True]" if yes else "[is false|is False|false|is not true]")
    return Condition(d.col(c) if yes else f"~{d.col(c)}", f"{{{p}c}} {{{p}o}}", {f"{p}c": c, f"{p}o": word})


def any_condition(d: Draw, p: str = "a") -> Condition:
    """One of the above; a second draw when the table lacks the column."""
    kinds = [number_condition] * 10 + [text_condition] * 8 + [date_condition] * 3 + [flag_condition] * 2
    for _ in range(6):
        try:
            return d.rng.choice(kinds)(d, p)
        except UnsuitableError:
            continue
    raise UnsuitableError


@skill("filter", 9)
def _filter_rows(d: Draw) -> Task:
    c = any_condition(d)
    return d.task(f"{d.df}[{c.code}]", cond=Phrase(c.text, c.slots))


@skill("filter", 4)
def _count_rows(d: Draw) -> Task:
    c = any_condition(d)
    return d.task(f"len({d.df}[{c.code}])", cond=Phrase(c.text, c.slots))


@skill("filter", 4)
def _filter_two(d: Draw) -> Task:
    one, two = any_condition(d, "a"), any_condition(d, "b")
    sign, kind = d.pick(("&", "and"), ("&", "and"), ("|", "or"))
    first, second = (_wrapped(c.code) for c in (one, two))
    return d.task(
        f"{d.df}[{first} {sign} {second}]", kind, one=Phrase(one.text, one.slots), two=Phrase(two.text, two.slots)
    )


def _wrapped(code: str) -> str:
    return f"({code})" if " " in code.split("[")[-1] or "==" in code or ">" in code or "<" in code else code


@skill("filter", 2.5)
def _filter_in(d: Draw) -> Task:
    c = d.group()
    vs = d.values(c, d.pick(2, 2, 3))
    kind, mark = d.pick(("in", ""), ("in", ""), ("in", ""), ("out", "~"))
    listed = "[" + ", ".join(q(v) for v in vs) + "]"
    return d.task(f"{d.df}[{mark}{d.col(c)}.isin({listed})]", kind, c=c, vs=vs)


@skill("filter", 2.5)
def _filter_text(d: Draw) -> Task:
    c = d.text()
    value = d.value(c)
    kind = d.pick("contains", "contains", "startswith", "endswith")
    size = d.rng.randint(1, 4)
    at = d.rng.randint(0, max(0, len(value) - size))
    piece = {"contains": value[at : at + max(size, 2)], "startswith": value[:size], "endswith": value[-size:]}[
        kind
    ].strip()
    if not piece or "'" in piece or '"' in piece or any(x in piece for x in "+*()[]|?.$^\\"):
        raise UnsuitableError
    extra = ", na=False" if c.missing else ""
    return d.task(f"{d.df}[{d.col(c)}.str.{kind}({q(piece)}{extra})]", kind, c=c, v=piece)


@skill("filter", 2.5)
def _filter_between(d: Draw) -> Task:
    n = d.number()
    a, b = d.threshold(n, 0.05, 0.4), d.threshold(n, 0.55, 0.95)
    if a >= b:
        raise UnsuitableError
    return d.task(f"{d.df}[{d.col(n)}.between({a}, {b})]", n=n, a=a, b=b)


@skill("filter", 2)
def _filter_dates_between(d: Draw) -> Task:
    t = d.date(index=False)
    a, b = sorted((d.day(t), d.day(t)))
    if (b - a).days < 20:
        raise UnsuitableError
    return d.task(
        f'{d.df}[{d.moment(t)}.between("{a:%Y-%m-%d}", "{b:%Y-%m-%d}")]',
        t=t,
        a=Exact(f"{a:%Y-%m-%d}"),
        b=Exact(f"{b:%Y-%m-%d}"),
    )


_MONTHS = "January February March April May June July August September October November December".split()


@skill("filter", 2)
def _filter_calendar(d: Draw) -> Task:
    t = d.date()
    day = d.day(t)
    if d.maybe(0.7):
        return d.task(f"{d.df}[{d.part(t, 'month')} == {day.month}]", "month", t=t, month=Exact(_MONTHS[day.month - 1]))
    return d.task(f'{d.df}[{d.part(t, "day_name()")} == "{day.day_name()}"]', "day", t=t, day=Exact(day.day_name()))


@skill("filter", 2)
def _filter_null(d: Draw) -> Task:
    n = d.column(Role.NUMBER, Role.GROUP, Role.LABEL, where=lambda c: c.missing)
    kind, method = d.pick(("null", "isna"), ("null", "isna"), ("known", "notna"))
    return d.task(f"{d.df}[{d.col(n)}.{method}()]", kind, n=n)


@skill("filter", 2.5)
def _filter_average(d: Draw) -> Task:
    n = d.number()
    kind, sign = d.pick(("above", ">"), ("above", ">"), ("below", "<"))
    return d.task(f"{d.df}[{d.col(n)} {sign} {d.col(n)}.mean()]", kind, n=n)


@skill("filter", 2.5)
def _filter_aggregate(d: Draw) -> Task:
    n, c = d.number(), any_condition(d)
    how, word = d.aggregate()
    return d.task(f"{d.df}.loc[{c.code}, {q(n)}].{how}()", agg=word, n=n, cond=Phrase(c.text, c.slots))


@skill("filter", 2)
def _filter_share(d: Draw) -> Task:
    c = any_condition(d)
    return d.task(f"({c.code}).mean() * 100", cond=Phrase(c.text, c.slots))


@skill("filter", 2)
def _filter_select(d: Draw) -> Task:
    e, c = d.text(), any_condition(d)
    return d.task(f"{d.df}.loc[{c.code}, {q(e)}]", e=e, cond=Phrase(c.text, c.slots))


@skill("filter", 1.5)
def _filter_select_two(d: Draw) -> Task:
    e, n, c = d.text(), d.number(), any_condition(d)
    return d.task(f"{d.df}.loc[{c.code}, [{q(e)}, {q(n)}]]", e=e, n=n, cond=Phrase(c.text, c.slots))


@skill("filter", 2)
def _filter_drop(d: Draw) -> Task:
    c = any_condition(d)
    negated = (
        c.code.removeprefix("~") if c.code.startswith("~") else f"~{c.code}" if " " not in c.code else f"~({c.code})"
    )
    return d.task(f"{d.df}[{negated}]", cond=Phrase(c.text, c.slots))


@skill("filter", 2)
def _filter_compare_columns(d: Draw) -> Task:
    n, m = d.number(), d.number()
    return d.task(f"{d.df}[{d.col(n)} > {d.col(m)}]", n=n, m=m)
