"""Skills about periods: running values over them, the best one, groups within them, the most recent rows.

Knows resampling followed by a second step. Does not know plain resampling or parts of dates (skills_dates.py).
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.skills_plots import PERIODS


@skill("time", 2, (
    "{every} {agg} {n} by {t} for each {c}", "{agg} {n} per {c} and {period} of {t}", "{every} {agg} {n} per {c} by {t}", "for each {c} the {every} {agg} {n} by {t}", "what is the {every} {agg} {n} of each {c} by {t}?", "{agg} {n} by {c} and {period} of {t}", "group by {c} and {period} of {t} and get the {agg} {n}",
    "!per {c}, the {agg} {n} in each {period} of {t}", "!for every {c} and every {period} of {t} the {agg} {n}",
))
def period_by_group(d: Draw) -> Task:
    n, c, t = d.number(), d.group(), d.date(index=False)
    if t.dtype == "str":
        raise UnsuitableError
    rule, (how, word) = d.pick("MS", "MS", "YS", "QS", "W"), d.aggregate("mean", "sum", "sum")
    every, period = PERIODS[rule]
    code = f'{d.df}.groupby([{q(c)}, pd.Grouper(key={q(t)}, freq="{rule}")])[{q(n)}].{how}()'
    return d.task(code, agg=word, n=n, c=c, t=t, every=Word(every), period=Word(period))


@skill("time", 2, {
    "cumsum": ("cumulative {every} {agg} {n} by {t}", "running total of {every} {agg} {n} by {t}", "accumulate {agg} {n} per {period} of {t}", "cumulative sum of {agg} {n} per {period} of {t}", "{every} {agg} {n} by {t}, accumulated", "running sum of the {every} {agg} {n} using {t}", "how does {every} {agg} {n} accumulate over {t}?", "!by {t}, the running total of {agg} {n} per {period}"),
    "rolling": ("{k} {period} moving average of {every} {agg} {n} by {t}", "moving average over {k} {period}s of the {agg} {n} by {t}", "rolling mean with window {k} of {every} {agg} {n} by {t}", "smooth {every} {agg} {n} by {t} with a {k} {period} average", "{every} {agg} {n} by {t} with a rolling average of {k}", "compute the {k} {period} rolling mean of {agg} {n} using {t}", "{k} {period} rolling average of {agg} {n} by {t}",
                "!by {t}, average the {every} {agg} {n} over a window of {k}"),
})
def period_running(d: Draw) -> Task:
    n, t, rule, k = d.number(), d.date(), d.pick("W", "MS", "MS", "MS", "QS", "YS"), d.small(2, 6)
    kind = d.pick("cumsum", "rolling")
    how, word = d.aggregate("sum", "sum", "mean") if kind != "cumsum" else d.aggregate("sum")
    every, period = PERIODS[rule]
    tail = {"cumsum": ".cumsum()", "rolling": f".rolling({k}).mean()"}[kind]
    return d.task(f"{d.resampled(t, rule)}[{q(n)}].{how}(){tail}", kind, agg=word, n=n, t=t, k=Word(str(k)), every=Word(every), period=Word(period))


@skill("time", 2, (
    "last {k} {unit} of data by {t}", "rows from the last {k} {unit} of {t}", "keep only the most recent {k} {unit} by {t}", "filter {t} to the last {k} {unit}", "which rows fall in the last {k} {unit} of {t}?", "rows within {k} {unit} of the latest {t}", "{t} in the last {k} {unit}", "only the final {k} {unit} by {t}",
    "!just the rows of the most recent {k} {unit} of {t}", "!everything from the last {k} {unit} by {t}",
))
def last_period(d: Draw) -> Task:
    t = d.date(index=False)
    k, unit = d.pick((30, "days"), (90, "days"), (60, "days"), (3, "months"), (6, "months"), (1, "years"), (100, "days"), (2, "months"), (180, "days"))
    m = d.moment(t)
    return d.task(f"{d.df}[{m} > {m}.max() - pd.DateOffset({unit}={k})]", t=t, k=Word(str(k)), unit=Word(unit if k > 1 else unit[:-1]))



@skill("dates", 2, {
    "min": ("[earliest|first|oldest] {t}", "what is the [earliest|first|oldest] {t}?", "minimum {t}", "find the [earliest|oldest] {t}", "when is the first {t}?", "the oldest date in {t}", "start date of {t}", "!when does {t} start?"),
    "max": ("[latest|last|most recent|newest] {t}", "what is the [latest|last|most recent] {t}?", "maximum {t}", "find the [latest|newest] {t}", "when is the last {t}?", "the most recent date in {t}", "end date of {t}", "!when does {t} end?"),
})
def date_extreme(d: Draw) -> Task:
    t, kind = d.date(index=False), d.pick("min", "max")
    return d.task(f"{d.moment(t)}.{kind}()", kind, t=t)


@skill("dates", 1.5, {
    "since": ("days since the [first|earliest] {t}", "number of days since the earliest {t}", "how many days after the first {t} is each row?", "days from the first {t} to each {t}", "{t} as days since the first one", "compute days since the minimum {t}", "days after the earliest {t}", "!for each row the days since the first {t}"),
    "gap": ("days between consecutive {t}", "gap in days between one {t} and the next", "days since the previous {t}", "difference in days from row to row of {t}", "how many days are between consecutive {t}?", "gaps of {t} in days", "compute the days from the previous {t}", "!for each row the days since the {t} before"),
})
def date_gap(d: Draw) -> Task:
    t, kind = d.date(index=False), d.pick("since", "gap")
    m = d.moment(t)
    return d.task(f"({m} - {m}.min()).dt.days" if kind == "since" else f"{m}.diff().dt.days", kind, t=t)
