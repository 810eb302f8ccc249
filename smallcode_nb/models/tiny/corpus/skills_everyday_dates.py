"""Skills of everyday work with dates: text made dates, weekends, ages, periods, months cut out.

Knows combinations that skills_dates.py lacks. Does not know resampling or charts.
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role


def _real(d: Draw) -> Column:
    return d.column(Role.DATE, where=lambda c: c.dtype == "datetime" and not c.is_index)


@skill("dates", 3)
def _date_parsed(d: Draw) -> Task:
    t = d.column(Role.DATE, where=lambda c: c.dtype == "str")
    kind = d.pick("types", "coerce", "sorted")
    errors = ', errors="coerce"' if kind == "coerce" else ""
    call = f"pd.to_datetime({d.col(t)}{errors})"
    end = f"{d.df}.sort_values({q(t)})" if kind == "sorted" else f"{d.df}.dtypes"
    return d.task(f"{d.df}[{q(t)}] = {call}\n{end}", kind, t=t)


@skill("dates", 3)
def _days_column(d: Draw) -> Task:
    t, u, s = d.date(index=False), d.date(index=False), d.new_name()
    code = f"{d.df}[{q(s)}] = ({d.moment(u)} - {d.moment(t)}).dt.days\n{d.df}.head()"
    return d.task(code, t=t, u=u, s=s)


@skill("dates", 3)
def _weekend(d: Draw) -> Task:
    t, kind = d.date(index=False), d.pick("flag", "count", "compare", "rows")
    test, slots = f"{d.moment(t)}.dt.dayofweek >= 5", {"t": t}
    if kind == "flag":
        s = d.new_name()
        return d.task(f"{d.df}[{q(s)}] = {test}\n{d.df}.head()", kind, t=t, s=s)
    if kind == "compare":
        n, (how, word) = d.number(), d.aggregate("mean", "mean", "sum", "median")
        return d.task(f"{d.df}.groupby({test})[{q(n)}].{how}()", kind, n=n, agg=word, **slots)
    return d.task(f"({test}).sum()" if kind == "count" else f"{d.df}[{test}]", kind, **slots)


@skill("dates", 2.5)
def _date_written(d: Draw) -> Task:
    t, s = d.date(index=False), d.new_name()
    call, words = d.pick(
        ('to_period("M")', "[month period|year and month|year-month|monthly period]"),
        ('to_period("Q")', "[quarter period|year and quarter|quarterly period]"),
        ('strftime("%d.%m.%Y")', "[dd.mm.yyyy text|day.month.year text|text like 31.12.2020]"),
        ('strftime("%Y-%m")', "[yyyy-mm text|year-month text|text like 2020-12]"),
        ("dayofyear", "[day of the year|day number in the year]"),
        ("is_month_end", "[month end flag|last-day-of-month flag]"),
    )
    code = f"{d.df}[{q(s)}] = {d.moment(t)}.dt.{call}\n{d.df}.head()"
    return d.task(code, t=t, s=s, what=Word(words))


@skill("dates", 2)
def _years_since(d: Draw) -> Task:
    t, kind = d.date(index=False), d.pick("show", "column")
    age = f'(pd.Timestamp("today") - {d.moment(t)}).dt.days // 365'
    if kind == "show":
        return d.task(age, kind, t=t)
    s = d.new_name()
    return d.task(f"{d.df}[{q(s)}] = {age}\n{d.df}.head()", kind, t=t, s=s)


@skill("dates", 2.5)
def _month_slice(d: Draw) -> Task:
    t = d.column(Role.DATE, where=lambda c: c.dtype == "datetime")
    day = d.day(t)
    period, spoken = d.pick(
        ("%Y-%m", "%B %Y"), ("%Y-%m", "%B %Y"), ("%Y-%m", "%b %Y"), ("%Y-%m", "%Y-%m"), ("%Y", "%Y")
    )
    base = d.df if t.is_index else f"{d.df}.set_index({q(t)}).sort_index()"
    text = day.strftime(spoken)
    when = Exact(text.lower() if d.maybe(0.4) else text)
    return d.task(f'{base}.loc["{day.strftime(period)}"]', "index" if t.is_index else "column", t=t, when=when)


@skill("dates", 2)
def _first_and_last(d: Draw) -> Task:
    t, c, kind = _real(d), d.group(), d.pick("both", "days")
    code = f'{d.df}.groupby({q(c)})[{q(t)}].agg(["min", "max"])'
    if kind == "days":
        code = f"({d.df}.groupby({q(c)})[{q(t)}].max() - {d.df}.groupby({q(c)})[{q(t)}].min()).dt.days"
    return d.task(code, kind, t=t, c=c)


@skill("dates", 2)
def _date_shifted(d: Draw) -> Task:
    t, s, k = d.date(index=False), d.new_name(), d.pick(1, 2, 3, 5, 7, 10, 14, 30, 60, 90)
    unit = d.pick("days", "days", "months", "years", "weeks")
    if unit in ("months", "years"):
        k = d.pick(2, 3, 6) if unit == "months" else d.pick(2, 5, 10)
    k = max(k, 2)
    step = f"pd.DateOffset({unit}={k})" if unit in ("months", "years") else f"pd.Timedelta({unit}={k})"
    sign, word = d.pick(("+", "[after|past]"), ("+", "[after|later than]"), ("-", "[before|earlier than]"))
    code = f"{d.df}[{q(s)}] = {d.moment(t)} {sign} {step}\n{d.df}.head()"
    return d.task(code, t=t, s=s, gap=Phrase("{k} " + unit, {"k": k}), side=Word(word))
