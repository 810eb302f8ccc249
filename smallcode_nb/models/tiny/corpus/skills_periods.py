"""Skills about periods: running values over them, the best one, groups within them, the most recent rows.

Knows resampling followed by a second step. Does not know plain resampling or parts of dates (skills_dates.py).
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.skills_plots import PERIODS


@skill("time", 2)
def _period_by_group(d: Draw) -> Task:
    n, c, t = d.number(), d.group(), d.date(index=False)
    if t.dtype == "str":
        raise UnsuitableError
    rule, (how, word) = d.pick("MS", "MS", "YS", "QS", "W"), d.aggregate("mean", "sum", "sum")
    every, period = PERIODS[rule]
    code = f'{d.df}.groupby([{q(c)}, pd.Grouper(key={q(t)}, freq="{rule}")])[{q(n)}].{how}()'
    return d.task(code, agg=word, n=n, c=c, t=t, every=Word(every), period=Word(period))


@skill("time", 2)
def _period_running(d: Draw) -> Task:
    n, t, rule, k = d.number(), d.date(), d.pick("W", "MS", "MS", "MS", "QS", "YS"), d.small(2, 6)
    kind = d.pick("cumsum", "rolling")
    how, word = d.aggregate("sum", "sum", "mean") if kind != "cumsum" else d.aggregate("sum")
    every, period = PERIODS[rule]
    tail = {"cumsum": ".cumsum()", "rolling": f".rolling({k}).mean()"}[kind]
    return d.task(
        f"{d.resampled(t, rule)}[{q(n)}].{how}(){tail}",
        kind,
        agg=word,
        n=n,
        t=t,
        k=Word(str(k)),
        every=Word(every),
        period=Word(period),
    )


@skill("time", 2)
def _last_period(d: Draw) -> Task:
    t = d.date(index=False)
    k, unit = d.pick(
        (30, "days"),
        (90, "days"),
        (60, "days"),
        (3, "months"),
        (6, "months"),
        (1, "years"),
        (100, "days"),
        (2, "months"),
        (180, "days"),
    )
    m = d.moment(t)
    return d.task(
        f"{d.df}[{m} > {m}.max() - pd.DateOffset({unit}={k})]",
        t=t,
        k=Word(str(k)),
        unit=Word(unit if k > 1 else unit[:-1]),
    )


@skill("dates", 2)
def _date_extreme(d: Draw) -> Task:
    t, kind = d.date(index=False), d.pick("min", "max")
    return d.task(f"{d.moment(t)}.{kind}()", kind, t=t)


@skill("dates", 1.5)
def _date_gap(d: Draw) -> Task:
    t, kind = d.date(index=False), d.pick("since", "gap")
    m = d.moment(t)
    return d.task(f"({m} - {m}.min()).dt.days" if kind == "since" else f"{m}.diff().dt.days", kind, t=t)
