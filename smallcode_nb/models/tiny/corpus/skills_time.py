"""Skills about dates: resampling, parts of dates, spans, and periods compared."""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill

PERIODS = {
    "D": ("daily", "day"),
    "W": ("weekly", "week"),
    "MS": ("monthly", "month"),
    "QS": ("quarterly", "quarter"),
    "YS": ("[yearly|annual]", "year"),
}
RULES = ("D", "W", "W", "MS", "MS", "MS", "MS", "QS", "YS", "YS")


@skill("time", 6, (
    "{every} {agg} {n} by {t}", "{agg} {n} per {period} [by|of|using] {t}", "{agg} {n} [for each|per|by] {period} of {t}", "resample {n} by {t} to {every} {agg}", "what is the {agg} {n} per {period} of {t}?",
    "for each {period} of {t} [compute|show|get] the {agg} {n}", "{every} {agg} of {n}, dates in {t}", "compute the {every} {agg} {n} by {t}", "[aggregate|resample] {n} to {every} {agg} using {t}", "{t}: {every} {agg} {n}", "{agg} {n} in every {period} by {t}",
    "!the {agg} {n} for every {period}, dates are in {t}", "!show how much {agg} {n} there is per {period} by {t}",
))
def resample(d: Draw) -> Task:
    n, t, rule = d.number(), d.date(), d.pick(*RULES)
    how, word = d.aggregate("mean", "mean", "sum", "sum", "sum", "max", "min", "median")
    every, period = PERIODS[rule]
    return d.task(f"{d.resampled(t, rule)}[{q(n)}].{how}()", agg=word, n=n, t=t, every=Word(every), period=Word(period))


@skill("time", 2.5, (
    "number of rows per {period} of {t}", "how many [rows|records] are there per {period} of {t}?", "count rows per {period} by {t}", "{every} row counts by {t}", "{every} number of [records|rows] by {t}", "rows per {period} of {t}", "count [records|entries] for each {period} of {t}",
    "resample by {t} and count rows per {period}", "!for each {period} of {t} the number of rows", "!how many rows does every {period} of {t} have?",
))
def resample_count(d: Draw) -> Task:
    t, (every, period), rule = d.date(), ("", ""), d.pick(*RULES)
    every, period = PERIODS[rule]
    return d.task(f"{d.resampled(t, rule)}.size()", t=t, every=Word(every), period=Word(period))


@skill("time", 2, (
    "{every} {agg} {n} by {t} for each {c}", "{agg} {n} per {c} and {period} of {t}", "{every} {agg} {n} per {c} by {t}", "for each {c} the {every} {agg} {n} by {t}", "what is the {every} {agg} {n} of each {c} by {t}?", "{agg} {n} by {c} and {period} of {t}", "group by {c} and {period} of {t} and get the {agg} {n}",
    "!per {c}, the {agg} {n} in each {period} of {t}", "!for every {c} and every {period} of {t} the {agg} {n}",
))
def resample_group(d: Draw) -> Task:
    n, c, t = d.number(), d.group(), d.date(index=False)
    if t.dtype == "str":
        raise UnsuitableError
    rule, (how, word) = d.pick("MS", "MS", "YS", "QS", "W"), d.aggregate("mean", "sum", "sum")
    every, period = PERIODS[rule]
    code = f'{d.df}.groupby([{q(c)}, pd.Grouper(key={q(t)}, freq="{rule}")])[{q(n)}].{how}()'
    return d.task(code, agg=word, n=n, c=c, t=t, every=Word(every), period=Word(period))


PARTS = {
    "year": ("year", "year"),
    "month": ("month", "month [number|]"),
    "day": ("day", "day of the month"),
    "day_name()": ("weekday", "[weekday name|day of the week|weekday]"),
    "month_name()": ("month name", "month name"),
    "quarter": ("quarter", "quarter"),
    "hour": ("hour", "hour"),
}
_PART_NAMES = {p: "year month day weekday month_name quarter hour".split()[i] for i, p in enumerate(PARTS)}


@skill("time", 3, {
    "": ("{part} of {t}", "extract the {part} from {t}", "get the {part} from {t}", "what is the {part} of each {t}?", "{t} as {part}", "show the {part} for {t}", "take the {part} out of {t}", "pull the {part} from {t}", "!which {part} does each {t} have?", "!the {part} belonging to each {t}"),
    "add": ("add a column {new} with the {part} of {t}", "create {new} from the {part} of {t}", "new column {new}: {part} of {t}", "extract the {part} of {t} into {new}", "put the {part} of {t} in a new column {new}", "add {new}, the {part} from {t}", "make a column {new} holding the {part} of {t}",
            "!store the {part} of each {t} in a column called {new}", "!a new column named {new} with the {part} from {t}"),
})
def date_part(d: Draw) -> Task:
    t = d.date(index=False)
    midnight = bool((d.cells(t).astype(str).str.len() <= 10).all()) or t.dtype == "str"
    part = d.pick(*[p for p in PARTS if p != "hour" or not midnight])
    words = Word(PARTS[part][1])
    if d.maybe(0.5):
        return d.task(d.part(t, part), part=words, t=t)
    new = _PART_NAMES[part] if d.maybe(0.4) else d.new_name()
    if new in {c.name for c in d.table.columns}:
        raise UnsuitableError
    return d.task(f"{d.df}[{q(new)}] = {d.part(t, part)}\n{d.df}.head()", "add", part=words, t=t, new=new)


@skill("time", 3, (
    "{agg} {n} by {part} of {t}", "{agg} {n} per {part} of {t}", "for each {part} of {t} the {agg} {n}", "how does the {agg} {n} differ by {part} of {t}?", "group by {part} of {t} and get the {agg} {n}", "compute the {agg} {n} by {part} of {t}", "what is the {agg} {n} per {part} of {t}?",
    "{agg} {n} grouped by the {part} of {t}", "!the {agg} {n} for every {part} of {t}", "!by {part} of {t}, the {agg} {n}",
))
def group_by_part(d: Draw) -> Task:
    n, t = d.number(), d.date()
    part, word = d.pick(("dt.day_name()", "[weekday|day of the week]"), ("dt.day_name()", "weekday"), ("dt.month", "[calendar month|month number]"), ("dt.hour", "hour"), ("dt.month_name()", "month name"))
    if part == "dt.hour" and (t.dtype == "str" or bool((d.cells(t).dt.hour == 0).all())):
        raise UnsuitableError
    how, agg = d.aggregate("mean", "sum", "max", "median")
    return d.task(f"{d.df}.groupby({d.part(t, part.removeprefix('dt.'))})[{q(n)}].{how}()", agg=agg, n=n, t=t, part=Word(word))


@skill("time", 2, {
    "between": ("days between {t} and {u}", "number of days from {t} to {u}", "how many days are there between {t} and {u}?", "difference in days between {t} and {u}", "{u} minus {t} in days", "compute the days from {t} until {u}", "duration in days from {t} to {u}", "!for each row the number of days from {t} to {u}"),
    "since": ("days since the [first|earliest] {t}", "number of days since the earliest {t}", "how many days after the first {t} is each row?", "days from the first {t} to each {t}", "{t} as days since the first one", "compute days since the minimum {t}", "days elapsed since the earliest {t}", "!for each row the days since the first {t}"),
    "gap": ("days between consecutive {t}", "gap in days between one {t} and the next", "days since the previous {t}", "difference in days from row to row of {t}", "how many days pass between consecutive {t}?", "time gaps of {t} in days", "compute the days from the previous {t}", "!for each row the days since the {t} before"),
})
def days_between(d: Draw) -> Task:
    t = d.date(index=False)
    kind, m = d.pick("between", "between", "since", "gap"), d.moment(t)
    if kind == "between":
        u = d.date(index=False)
        return d.task(f"({d.moment(u)} - {m}).dt.days", kind, t=t, u=u)
    return d.task(f"({m} - {m}.min()).dt.days" if kind == "since" else f"{m}.diff().dt.days", kind, t=t)


@skill("time", 2.5, {
    "min": ("[earliest|first|oldest] {t}", "what is the [earliest|first|oldest] {t}?", "minimum {t}", "find the [earliest|oldest] {t}", "when is the first {t}?", "the oldest date in {t}", "start date of {t}", "!the date at which {t} starts"),
    "max": ("[latest|last|most recent|newest] {t}", "what is the [latest|last|most recent] {t}?", "maximum {t}", "find the [latest|newest] {t}", "when is the last {t}?", "the most recent date in {t}", "end date of {t}", "!the date at which {t} ends"),
    "both": ("first and last {t}", "date range of {t}", "what period does {t} cover?", "earliest and latest {t}", "from when to when does {t} go?", "minimum and maximum {t}", "start and end of {t}", "!the earliest and the most recent date in {t}"),
})
def date_range(d: Draw) -> Task:
    t, kind = d.date(index=False), d.pick("min", "max", "both")
    m = d.moment(t)
    return d.task(f"{m}.min(), {m}.max()" if kind == "both" else f"{m}.{kind}()", kind, t=t)


@skill("time", 2, {
    "pct": ("{every} percent change of {agg} {n} by {t}", "percent change in {agg} {n} from {period} to {period} of {t}", "{period} over {period} growth of {agg} {n} by {t} in percent", "by how many percent does {agg} {n} change per {period} of {t}?", "{every} growth rate of {agg} {n} by {t} in percent", "percentage change of {every} {agg} {n} by {t}", "compute the {every} percent change in {agg} {n} using {t}",
            "!by {t}, the percent change of {agg} {n} each {period}"),
    "cumsum": ("cumulative {every} {agg} {n} by {t}", "running total of {every} {agg} {n} by {t}", "accumulate {agg} {n} per {period} of {t}", "cumulative sum of {agg} {n} per {period} of {t}", "{every} {agg} {n} by {t}, accumulated", "running sum of the {every} {agg} {n} using {t}", "how does {every} {agg} {n} accumulate over {t}?", "!by {t}, the running total of {agg} {n} per {period}"),
    "rolling": ("{k} {period} moving average of {every} {agg} {n} by {t}", "moving average over {k} {period}s of the {agg} {n} by {t}", "rolling mean with window {k} of {every} {agg} {n} by {t}", "smooth {every} {agg} {n} by {t} with a {k} {period} average", "{every} {agg} {n} by {t} with a rolling average of {k}", "compute the {k} {period} rolling mean of {agg} {n} using {t}", "{k} {period} rolling average of {agg} {n} by {t}",
                "!by {t}, average the {every} {agg} {n} over a window of {k}"),
    "best": ("which {period} of {t} has the highest {agg} {n}?", "{period} of {t} with the [highest|largest] {agg} {n}", "find the {period} with the [highest|largest] {agg} {n} by {t}", "best {period} of {t} by {agg} {n}", "in which {period} of {t} was {agg} {n} highest?", "the {period} of {t} with the most {agg} {n}", "tell me the {period} of {t} with the largest {agg} {n}", "!the {period} of {t} whose {agg} {n} is the highest"),
})
def resample_then(d: Draw) -> Task:
    n, t, rule, k = d.number(), d.date(), d.pick("W", "MS", "MS", "MS", "QS", "YS"), d.small(2, 6)
    kind = d.pick("pct", "cumsum", "rolling", "best")
    how, word = d.aggregate("sum", "sum", "mean") if kind != "cumsum" else d.aggregate("sum")
    every, period = PERIODS[rule]
    tail = {"pct": ".pct_change() * 100", "cumsum": ".cumsum()", "rolling": f".rolling({k}).mean()", "best": ".idxmax()"}[kind]
    return d.task(f"{d.resampled(t, rule)}[{q(n)}].{how}(){tail}", kind, agg=word, n=n, t=t, k=Word(str(k)), every=Word(every), period=Word(period))


@skill("time", 2, (
    "last {k} {unit} of data by {t}", "rows from the last {k} {unit} of {t}", "keep only the most recent {k} {unit} by {t}", "filter {t} to the last {k} {unit}", "which rows fall in the last {k} {unit} of {t}?", "rows within {k} {unit} of the latest {t}", "{t} in the last {k} {unit}", "only the final {k} {unit} by {t}",
    "!just the rows of the most recent {k} {unit} of {t}", "!everything from the last {k} {unit} by {t}",
))
def last_days(d: Draw) -> Task:
    t = d.date(index=False)
    k, unit = d.pick((30, "days"), (90, "days"), (60, "days"), (3, "months"), (6, "months"), (1, "years"), (100, "days"), (2, "months"), (180, "days"))
    m = d.moment(t)
    return d.task(f"{d.df}[{m} > {m}.max() - pd.DateOffset({unit}={k})]", t=t, k=Word(str(k)), unit=Word(unit if k > 1 else unit[:-1]))
