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


@skill("dates", 5, dated((
    "{every} {agg} {n}", "{agg} {n} per {period}", "{agg} {n} by {period}", "{agg} {n} for each {period} of {t}", "{every} {agg} {n} by {t}", "what is the {agg} {n} per {period}?",
    "resample {n} {every} and take the {agg}", "{n}: {every} {agg}", "compute the {agg} {n} for every {period}", "how does the {agg} {n} change by {period}?", "group {n} by {period} using the {agg}",
    "{agg} {n} over time by {period}", "!for every {period}, the {agg} {n}", "!give the {agg} {n} of each {period} using {t}",
)))
def resample_aggregate(d: Draw) -> Task:
    n, t, rule = d.number(), d.date(), d.pick(*_RULES)
    how, word = d.aggregate("mean", "sum", "max", "median", "min")
    every, period = PERIODS[rule]
    return d.task(f"{d.resampled(t, rule)}[{q(n)}].{how}()", which(d), agg=word, n=n, t=t, every=Word(every), period=Word(period))


@skill("dates", 3, dated((
    "[rows|records|entries] per {period}", "number of [rows|records|entries] per {period}", "how many [rows|records] [are there |]per {period}?", "count [rows|records] by {period} of {t}", "{every} [row |]counts", "{every} number of [rows|records]",
    "count of rows for each {period}", "!for every {period}, how many rows are there", "!count the records of each {period} using {t}",
)))
def resample_count(d: Draw) -> Task:
    t, rule = d.date(), d.pick(*_RULES)
    every, period = PERIODS[rule]
    return d.task(f"{d.resampled(t, rule)}.size()", which(d), t=t, every=Word(every), period=Word(period))


@skill("dates", 2.5, dated((
    "{every} percent change of {agg} {n}", "percent change of {agg} {n} from {period} to {period}", "{every} growth of {agg} {n} by {t} in percent", "percent change of the {every} {agg} {n} of {t}", "!by {t}, the {every} percent change of {agg} {n}", "{every} growth rate of {agg} {n}", "growth of {agg} {n} per {period} in percent", "how much does {agg} {n} grow per {period}, in percent?",
    "by what percentage does {agg} {n} change each {period}?", "percentage change of the {every} {agg} {n}", "!the percent change of {agg} {n} between one {period} and the next",
)))
def resample_growth(d: Draw) -> Task:
    n, t, rule = d.number(), d.date(), d.pick("MS", "MS", "QS", "YS", "W")
    how, word = d.aggregate("sum", "mean")
    every, period = PERIODS[rule]
    code = f"{d.resampled(t, rule)}[{q(n)}].{how}().pct_change() * 100"
    return d.task(code, which(d), agg=word, n=n, t=t, every=Word(every), period=Word(period))


_PARTS = {
    "year": ("year", "year"), "month": ("month", "month number"), "day": ("day", "day of [the |]month"), "weekday": ("day_name()", "[weekday|day of the week|weekday name]"),
    "month_name": ("month_name()", "month name"), "hour": ("hour", "hour"), "quarter": ("quarter", "quarter [of the year|]"),
}  # fmt: skip


@skill("dates", 3.5, (
    "{part} of {t}", "extract the {part} from {t}", "get the {part} of each {t}", "what {part} is each {t}?", "{t} as {part}", "the {part} of {t} for every row", "pull the {part} out of {t}", "!take only the {part} from {t}",
))
def date_part(d: Draw) -> Task:
    t = d.date()
    accessor, word = _PARTS[d.pick(*_PARTS)]
    return d.task(d.part(t, accessor), part=Word(word), t=t)


@skill("dates", 3, (
    "add a column {s} with the {part} of {t}", "new column {s}: {part} of {t}", "create {s} as the {part} of {t}", "add the {part} of {t} as {s}", "make a column {s} holding the {part} of {t}", "store the {part} of {t} in {s}",
    "put the {part} of {t} into a new column {s}", "!{s} should be a new column with the {part} of {t}",
))
def date_part_column(d: Draw) -> Task:
    t, s = d.date(), d.new_name()
    accessor, word = _PARTS[d.pick("year", "month", "weekday", "quarter", "hour")]
    return d.task(f"{d.df}[{q(s)}] = {d.part(t, accessor)}\n{d.df}.head()", part=Word(word), t=t, s=s)


@skill("dates", 4, dated((
    "{agg} {n} [by|per] {part}", "{agg} {n} [by|per] {part} of {t}", "{agg} {n} for each {part} of {t}", "how does the {agg} {n} depend on the {part}?", "what is the {agg} {n} per {part}?", "{part}: {agg} {n}",
    "compute the {agg} {n} for every {part} of {t}", "group by {part} of {t} and show the {agg} {n}", "!for every {part} of {t}, the {agg} {n}",
)))
def date_part_group(d: Draw) -> Task:
    n, t = d.number(), d.date()
    how, word = d.aggregate("mean", "sum", "max", "min", "median")
    accessor, part = d.pick(("day_name()", "[weekday|day of the week]"), ("hour", "hour of [the |]day"), ("month_name()", "month name"), ("month", "calendar month"), ("quarter", "quarter number"))
    return d.task(f"{d.df}.groupby({d.part(t, accessor)})[{q(n)}].{how}()", which(d), agg=word, n=n, t=t, part=Word(part))


@skill("dates", 2, dated((
    "[rows|records] per {part}", "how many [rows|records] [are there |]per {part}?", "count [rows|records] by {part} of {t}", "number of [rows|records] for each {part} of {t}", "counts per {part}", "{part} counts of {t}", "!for every {part} of {t}, how many rows are there",
)))
def date_part_count(d: Draw) -> Task:
    t = d.date()
    accessor, part = d.pick(("day_name()", "[weekday|day of the week]"), ("hour", "hour of [the |]day"), ("month_name()", "month name"))
    return d.task(f"{d.part(t, accessor)}.value_counts()", which(d), t=t, part=Word(part))


@skill("dates", 2.5, {
    "two": ("days between {t} and {u}", "number of days from {t} to {u}", "how many days are between {t} and {u}?", "difference between {u} and {t} in days", "{u} minus {t} in days", "days from {t} until {u}", "!for every row the number of days between {t} and {u}"),
    "latest": ("days since the last {t}", "days between each {t} and the latest one", "how many days before the latest {t} is each row?", "age of each row in days relative to the newest {t}", "days from each {t} to the most recent", "!number of days until the latest {t} for every row"),
    "span": ("date range of {t}", "first and last {t}", "[earliest|first] and [latest|last] {t}", "when does {t} start and end?", "period covered by {t}", "min and max of {t}", "!what are the earliest and latest {t}"),
})
def date_distance(d: Draw) -> Task:
    t, kind = d.date(index=False), d.pick("two", "latest", "span")
    moment = d.moment(t)
    if kind == "two":
        u = d.column(Role.DATE, where=lambda c: not c.is_index)
        return d.task(f"({d.moment(u)} - {moment}).dt.days", kind, t=t, u=u)
    if t.dtype == "str" and kind == "latest":
        raise UnsuitableError
    code = f"({moment}.max() - {moment}).dt.days" if kind == "latest" else f"{moment}.min(), {moment}.max()"
    return d.task(code, kind, t=t)


@skill("dates", 1.5, (
    "set {t} as [the |]index and sort", "use {t} as [the |]index, sorted", "index by {t} in order", "make {t} the index and sort by it", "turn {t} into a sorted index", "!sorted by {t}, with it as the index",
))
def date_index(d: Draw) -> Task:
    t = d.column(Role.DATE, where=lambda c: not c.is_index and c.dtype == "datetime")
    return d.task(f"{d.df}.set_index({q(t)}).sort_index()", t=t)
