"""Skills about time: resampling, parts of dates, time between dates, change over periods.

Knows pandas' date accessors. Does not know plots of them (skills_plots.py) or filters on dates (skills_filter.py).
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Role
from smallcode_nb.models.tiny.corpus.skills_plots import PERIODS


def dated(templates: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The same templates in two variants; with several date columns the request has to say which one."""
    return {"one": templates, "many": tuple(t for t in templates if "{t}" in t)}


def which(d: Draw) -> str:
    """The variant of `dated` that is unambiguous for this table."""
    return "one" if len(d.table.having(Role.DATE)) == 1 else "many"


_RULES = ("D", "W", "MS", "MS", "MS", "QS", "YS", "YS")


@skill("dates", 5)
def _resample_aggregate(d: Draw) -> Task:
    n, t, rule = d.number(), d.date(), d.pick(*_RULES)
    how, word = d.aggregate("mean", "sum", "max", "median", "min")
    every, period = PERIODS[rule]
    return d.task(
        f"{d.resampled(t, rule)}[{q(n)}].{how}()", which(d), agg=word, n=n, t=t, every=Word(every), period=Word(period)
    )


@skill("dates", 3)
def _resample_count(d: Draw) -> Task:
    t, rule = d.date(), d.pick(*_RULES)
    every, period = PERIODS[rule]
    return d.task(f"{d.resampled(t, rule)}.size()", which(d), t=t, every=Word(every), period=Word(period))


@skill("dates", 2.5)
def _resample_growth(d: Draw) -> Task:
    n, t, rule = d.number(), d.date(), d.pick("MS", "MS", "QS", "YS", "W")
    how, word = d.aggregate("sum", "mean")
    every, period = PERIODS[rule]
    code = f"{d.resampled(t, rule)}[{q(n)}].{how}().pct_change() * 100"
    return d.task(code, which(d), agg=word, n=n, t=t, every=Word(every), period=Word(period))


_PARTS = {
    "year": ("year", "year"),
    "month": ("month", "month number"),
    "day": ("day", "day of [the |]month"),
    "weekday": ("day_name()", "[weekday|day of the week|weekday name]"),
    "month_name": ("month_name()", "month name"),
    "hour": ("hour", "hour"),
    "quarter": ("quarter", "quarter [of the year|]"),
}


@skill("dates", 3.5)
def _date_part(d: Draw) -> Task:
    t = d.date()
    accessor, word = _PARTS[d.pick(*_PARTS)]
    return d.task(d.part(t, accessor), part=Word(word), t=t)


@skill("dates", 3)
def _date_part_column(d: Draw) -> Task:
    t, s = d.date(), d.new_name()
    accessor, word = _PARTS[d.pick("year", "month", "weekday", "quarter", "hour")]
    return d.task(f"{d.df}[{q(s)}] = {d.part(t, accessor)}\n{d.df}.head()", part=Word(word), t=t, s=s)


@skill("dates", 4)
def _date_part_group(d: Draw) -> Task:
    n, t = d.number(), d.date()
    how, word = d.aggregate("mean", "sum", "max", "min", "median")
    accessor, part = d.pick(
        ("day_name()", "[weekday|day of the week]"),
        ("hour", "hour of [the |]day"),
        ("month_name()", "month name"),
        ("month", "calendar month"),
        ("quarter", "quarter number"),
    )
    return d.task(
        f"{d.df}.groupby({d.part(t, accessor)})[{q(n)}].{how}()", which(d), agg=word, n=n, t=t, part=Word(part)
    )


@skill("dates", 2)
def _date_part_count(d: Draw) -> Task:
    t = d.date()
    accessor, part = d.pick(
        ("day_name()", "[weekday|day of the week]"), ("hour", "hour of [the |]day"), ("month_name()", "month name")
    )
    return d.task(f"{d.part(t, accessor)}.value_counts()", which(d), t=t, part=Word(part))


@skill("dates", 2.5)
def _date_distance(d: Draw) -> Task:
    t, kind = d.date(index=False), d.pick("two", "latest", "span")
    moment = d.moment(t)
    if kind == "two":
        u = d.column(Role.DATE, where=lambda c: not c.is_index)
        return d.task(f"({d.moment(u)} - {moment}).dt.days", kind, t=t, u=u)
    if t.dtype == "str" and kind == "latest":
        raise UnsuitableError
    code = f"({moment}.max() - {moment}).dt.days" if kind == "latest" else f"{moment}.min(), {moment}.max()"
    return d.task(code, kind, t=t)


@skill("dates", 1.5)
def _date_index(d: Draw) -> Task:
    t = d.column(Role.DATE, where=lambda c: not c.is_index and c.dtype == "datetime")
    return d.task(f"{d.df}.set_index({q(t)}).sort_index()", t=t)
