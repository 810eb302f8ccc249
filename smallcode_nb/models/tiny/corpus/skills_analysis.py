"""Skills of an analyst's day: conditions within groups, periods compared, cleaning chains, reports and their figures.

Knows combinations of steps that no other file has. Does not know the single steps' phrases.
"""

from __future__ import annotations

import pandas as pd

from smallcode_nb.models.tiny.corpus.draw import Draw, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.phrasing import Segment
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role
from smallcode_nb.models.tiny.corpus.skills_filter import any_condition, number_condition, text_condition
from smallcode_nb.models.tiny.corpus.skills_plots import PERIODS

_HIGH = (("max", "[highest|largest|biggest|top]"), ("max", "[highest|largest|greatest]"), ("min", "[lowest|smallest]"))
_ABOVE = ((">", "[above|over|greater than|more than|higher than|exceeding]"), ("<", "[below|under|less than]"))


def named_date(d: Draw, t: Column) -> Phrase:
    """Words that name the date column: needed when there are several."""
    plain = len(d.table.having(Role.DATE)) == 1 and d.maybe(0.65)
    return Phrase("" if plain else "[ based on| using| according to|, dates in|, dates from|, dated by] {t}", {"t": t})


def moment_column(d: Draw) -> Column:
    """A column of real dates that is not the index."""
    return d.column(Role.DATE, where=lambda c: c.dtype == "datetime" and not c.is_index)


def date_part(d: Draw, t: Column) -> tuple[str, Word]:
    """A part of the date and its name; hours only where there are times of day."""
    parts = [
        ("day_name()", "[weekday|day of the week|weekday]"),
        ("month_name()", "[month name|month of the year|name of the month]"),
        ("quarter", "[quarter of the year|quarter number]"),
    ]
    if (pd.to_datetime(d.cells(t)).dt.hour > 0).any():
        parts += [("hour", "[hour of the day|hour of day]")] * 2
    accessor, word = d.pick(*parts)
    return d.part(t, accessor), Word(word)


def _between(d: Draw, values: pd.Series) -> int | float:
    """A round number that some of the values exceed and others do not."""
    low, high = float(values.min()), float(values.max())
    cut = float(f"{d.rng.uniform(low + (high - low) / 4, high - (high - low) / 4):.2g}")
    if not low < cut < high:
        raise UnsuitableError
    return int(cut) if cut.is_integer() else cut


# --- groups and conditions


@skill("analysis", 3.5)
def _cond_share_by_group(d: Draw) -> Task:
    c, cond = d.group(), any_condition(d)
    if ".index" in cond.code or cond.code.startswith("~"):
        raise UnsuitableError
    mask = f"({cond.code})" if " " in cond.code.split('"]')[-1] else cond.code
    return d.task(f"{mask}.groupby({d.col(c)}).mean() * 100", c=c, cond=Phrase(cond.text, cond.slots))


@skill("analysis", 2)
def _cond_top_group(d: Draw) -> Task:
    c, cond = d.group(), any_condition(d)
    return d.task(f"{d.df}.loc[{cond.code}, {q(c)}].value_counts().idxmax()", c=c, cond=Phrase(cond.text, cond.slots))


@skill("analysis", 2.5)
def _cond_share_of_total(d: Draw) -> Task:
    n, cond = d.number(), any_condition(d)
    code = f"{d.df}.loc[{cond.code}, {q(n)}].sum() / {d.col(n)}.sum() * 100"
    return d.task(code, n=n, cond=Phrase(cond.text, cond.slots))


@skill("analysis", 2)
def _cond_compare(d: Draw) -> Task:
    n, cond, (how, word) = d.number(), d.pick(number_condition, text_condition)(d), d.aggregate()
    code = f"{d.df}.groupby({cond.code})[{q(n)}].{how}()"
    return d.task(code, n=n, agg=word, cond=Phrase(cond.text, cond.slots))


@skill("analysis", 2.5)
def _above_group_average(d: Draw) -> Task:
    n, c, (sign, word) = d.number(), d.group(), d.pick(*_ABOVE)
    how, agg = d.aggregate("mean", "mean", "median")
    code = f'{d.df}[{d.col(n)} {sign} {d.df}.groupby({q(c)})[{q(n)}].transform("{how}")]'
    return d.task(code, n=n, c=c, o=Word(word), agg=agg)


@skill("analysis", 2)
def _group_having(d: Draw) -> Task:
    n, c, (sign, word), (how, agg) = d.number(), d.group(), d.pick(*_ABOVE), d.aggregate("mean", "sum", "max", "median")
    k = _between(d, d.table.data.groupby(c.name)[n.name].agg(how))
    name = {"mean": "means", "sum": "totals", "max": "maxima", "median": "medians"}[how]
    code = f"{name} = {d.df}.groupby({q(c)})[{q(n)}].{how}()\n{name}[{name} {sign} {k}]"
    return d.task(code, n=n, c=c, o=Word(word), agg=agg, k=k)


@skill("analysis", 2)
def _group_having_rows(d: Draw) -> Task:
    n, c, (sign, word), (how, agg) = d.number(), d.group(), d.pick(*_ABOVE), d.aggregate("mean", "mean", "sum", "max")
    k = _between(d, d.table.data.groupby(c.name)[n.name].agg(how))
    code = f"{d.df}.groupby({q(c)}).filter(lambda g: g[{q(n)}].{how}() {sign} {k})"
    return d.task(code, n=n, c=c, o=Word(word), agg=agg, k=k)


@skill("analysis", 2)
def _counts_having(d: Draw) -> Task:
    c = d.group()
    k = int(d.cells(c).value_counts().median())
    return d.task(f"counts = {d.col(c)}.value_counts()\ncounts[counts >= {k}]", c=c, k=k)


@skill("analysis", 2.5)
def _named_aggregates(d: Draw) -> Task:
    n, m, c, one, two = d.number(), d.number(), d.group(), d.identifier(), d.identifier()
    if one == two:
        raise UnsuitableError
    (how1, agg1), (how2, agg2) = d.aggregate(), d.aggregate()
    code = f'{d.df}.groupby({q(c)}).agg({one}=({q(n)}, "{how1}"), {two}=({q(m)}, "{how2}"))'
    names = {"one": Segment(one, fixed=True), "two": Segment(two, fixed=True)}
    return d.task(code, n=n, m=m, c=c, agg1=agg1, agg2=agg2, **names)


@skill("analysis", 2)
def _pivot_margins(d: Draw) -> Task:
    n, c, e, (how, agg) = d.number(), d.group(), d.group(), d.aggregate("sum", "sum", "mean", "max")
    code = f'{d.df}.pivot_table(index={q(c)}, columns={q(e)}, values={q(n)}, aggfunc="{how}", margins=True)'
    return d.task(code, n=n, c=c, e=e, agg=agg)


@skill("analysis", 1.5)
def _crosstab_percent(d: Draw) -> Task:
    c, e = d.group(), d.group()
    return d.task(f'pd.crosstab({d.col(c)}, {d.col(e)}, normalize="all") * 100', c=c, e=e)


@skill("analysis", 2)
def _group_quantiles(d: Draw) -> Task:
    n, c = d.number(), d.group()
    ps = d.pick((10, 50, 90), (25, 50, 75), (5, 50, 95), (25, 75), (10, 90), (5, 95))
    code = f"{d.df}.groupby({q(c)})[{q(n)}].quantile({[p / 100 for p in ps]}).unstack()"
    return d.task(code, n=n, c=c, ps=[Word(str(p)) for p in ps])


# --- time


@skill("analysis", 2.5)
def _date_part_best(d: Draw) -> Task:
    n, t, (how, agg), (end, word) = d.number(), d.date(), d.aggregate("mean", "sum", "sum", "median"), d.pick(*_HIGH)
    key, part = date_part(d, t)
    code = f"{d.df}.groupby({key})[{q(n)}].{how}().idx{end}()"
    return d.task(code, n=n, agg=agg, hi=Word(word), part=part, on=named_date(d, t))


@skill("analysis", 2)
def _date_part_pivot(d: Draw) -> Task:
    n, t, c, (how, agg) = d.number(), d.date(), d.group(), d.aggregate("mean", "sum", "sum", "max")
    key, part = (d.part(t, "year"), Word("year")) if d.maybe(0.4) else date_part(d, t)
    code = f'{d.df}.pivot_table(index={key}, columns={q(c)}, values={q(n)}, aggfunc="{how}")'
    return d.task(code, n=n, c=c, agg=agg, part=part, on=named_date(d, t))


@skill("analysis", 2)
def _period_change(d: Draw) -> Task:
    n, t, rule, (how, agg) = (
        d.number(),
        d.date(),
        d.pick("MS", "MS", "QS", "YS", "W"),
        d.aggregate("sum", "sum", "mean"),
    )
    every, period = PERIODS[rule]
    code = f"{d.resampled(t, rule)}[{q(n)}].{how}().diff()"
    return d.task(code, n=n, agg=agg, every=Word(every), period=Word(period), on=named_date(d, t))


@skill("analysis", 2)
def _group_over_time(d: Draw) -> Task:
    n, c, t = d.number(), d.group(), d.column(Role.DATE, where=lambda x: x.dtype == "datetime")
    call, words = d.pick(
        ("cumsum()", "[running total|cumulative sum|running sum] of {n}"),
        ("diff()", "[change|difference] in {n} from the previous row"),
        ("shift()", "[previous {n}|previous value of {n}|{n} of the previous row]"),
        ("pct_change() * 100", "[percent|percentage] change in {n} from the previous row"),
        ("cummax()", "[running maximum|highest so far] of {n}"),
    )
    ordered = f"{d.df}.sort_index()" if t.is_index else f"{d.df}.sort_values({q(t)})"
    return d.task(f"{ordered}.groupby({q(c)})[{q(n)}].{call}", what=Phrase(words, {"n": n}), c=c, t=t)


@skill("analysis", 2)
def _resample_filled(d: Draw) -> Task:
    n, t, rule, (how, agg) = d.number(), d.date(), d.pick("D", "W", "MS"), d.aggregate("mean", "mean", "max", "median")
    every, period = PERIODS[rule]
    call, fill = d.pick(
        ("ffill()", "[forward filled|gaps filled with the previous value|gaps filled forward]"),
        ("fillna(0)", "[gaps filled with 0|0 where empty|missing ones as 0|empty ones set to 0]"),
        ("interpolate()", "[gaps interpolated|interpolated where empty|missing ones interpolated]"),
    )
    code = f"{d.resampled(t, rule)}[{q(n)}].{how}().{call}"
    return d.task(code, n=n, agg=agg, every=Word(every), period=Word(period), fill=Word(fill), on=named_date(d, t))


@skill("analysis", 2)
def _group_gap_days(d: Draw) -> Task:
    t, c = moment_column(d), d.group()
    return d.task(f"{d.df}.sort_values({q(t)}).groupby({q(c)})[{q(t)}].diff().dt.days", t=t, c=c)


@skill("analysis", 2)
def _longest_gap(d: Draw) -> Task:
    t = d.date(index=False)
    return d.task(f"{d.moment(t)}.sort_values().diff().dt.days.max()", t=t)


@skill("analysis", 2)
def _group_date_range(d: Draw) -> Task:
    t, c = moment_column(d), d.group()
    return d.task(f'{d.df}.groupby({q(c)})[{q(t)}].agg(["min", "max"])', t=t, c=c)


@skill("analysis", 2.5)
def _latest_per_group(d: Draw) -> Task:
    t, c = moment_column(d), d.group()
    keep, word = d.pick((', keep="last"', "[latest|most recent|newest|last]"), ("", "[earliest|oldest|first]"))
    return d.task(f"{d.df}.sort_values({q(t)}).drop_duplicates({q(c)}{keep})", t=t, c=c, which=Word(word))


# --- text and cleaning


@skill("analysis", 2)
def _word_counts(d: Draw) -> Task:
    c, k = d.column(Role.LABEL, Role.GROUP, where=lambda c: c.dtype == "str"), d.small()
    if d.cells(c).str.contains(" ").mean() < 0.5:
        raise UnsuitableError
    return d.task(f"{d.col(c)}.str.lower().str.split().explode().value_counts().head({k})", c=c, k=k)


_MARKS = ((" ", "[space|first space]"), ("@", "[@|at sign]"), ("-", "[-|hyphen|dash]"), (".", "[.|dot]"))


@skill("analysis", 2)
def _split_columns(d: Draw) -> Task:
    c, one, two = d.text(), d.new_name(), d.new_name()
    marks = [m for m in _MARKS if d.cells(c).str.contains(m[0], regex=False).all()]
    if not marks or one == two:
        raise UnsuitableError
    mark, word = d.pick(*marks)
    code = f"{d.df}[[{q(one)}, {q(two)}]] = {d.col(c)}.str.split({q(mark)}, n=1, expand=True)\n{d.df}.head()"
    return d.task(code, c=c, mark=Word(word), one=one, two=two)


@skill("analysis", 2)
def _contains_count(d: Draw) -> Task:
    c = d.text()
    value = d.value(c)
    at = d.rng.randint(0, max(0, len(value) - 4))
    piece = d.pick(value, value[at : at + d.rng.randint(2, 4)]).lower()
    if not piece.replace(" ", "").isalnum() or piece != piece.strip():
        raise UnsuitableError
    return d.task(f"{d.col(c)}.str.contains({q(piece)}, case=False).sum()", c=c, v=piece)


@skill("analysis", 2)
def _clean_counts(d: Draw) -> Task:
    c = d.column(Role.GROUP, where=lambda c: c.dtype == "str")
    call, verb, done = d.pick(
        ("lower()", "[lowercase|lower case]", "[lowercased|in lower case]"),
        ("title()", "[title case|title-case]", "[title cased|in title case]"),
        ("upper()", "[uppercase|upper case]", "[uppercased|in upper case]"),
    )
    return d.task(f"{d.col(c)}.str.strip().str.{call}.value_counts()", c=c, verb=Word(verb), done=Word(done))


@skill("analysis", 4)
def _coerce_then(d: Draw) -> Task:
    n, (how, agg) = d.column(Role.NUMBER_TEXT), d.aggregate()
    return d.task(f'pd.to_numeric({d.col(n)}, errors="coerce").{how}()', n=n, agg=agg)


@skill("analysis", 3)
def _parse_sort(d: Draw) -> Task:
    t = d.column(Role.DATE, where=lambda c: c.dtype == "str")
    order, word = d.pick(
        (", ascending=False", "[newest first|latest first|most recent first]"), ("", "[oldest first|earliest first]")
    )
    return d.task(f"{d.col(t)} = pd.to_datetime({d.col(t)})\n{d.df}.sort_values({q(t)}{order})", t=t, order=Word(word))


def _fences(d: Draw, n: Column, last: str) -> str:
    return f"q1, q3 = {d.col(n)}.quantile([0.25, 0.75])\niqr = q3 - q1\n{last}"


@skill("analysis", 2)
def _outlier_count(d: Draw) -> Task:
    n = d.number(missing=False)
    return d.task(_fences(d, n, f"(~{d.col(n)}.between(q1 - 1.5 * iqr, q3 + 1.5 * iqr)).sum()"), n=n)


@skill("analysis", 2)
def _outlier_clip(d: Draw) -> Task:
    n = d.number()
    return d.task(_fences(d, n, f"{d.col(n)}.clip(q1 - 1.5 * iqr, q3 + 1.5 * iqr)"), n=n)


@skill("analysis", 2.5)
def _missing_report(d: Draw) -> Task:
    table = f'{{"count": {d.df}.isna().sum(), "percent": {d.df}.isna().mean() * 100}}'
    return d.task(f'pd.DataFrame({table}).sort_values("count", ascending=False)')


@skill("analysis", 1.5)
def _missing_by_group(d: Draw) -> Task:
    n, c = d.number(missing=True), d.group()
    return d.task(f"{d.col(n)}.isna().groupby({d.col(c)}).sum()", n=n, c=c)


@skill("analysis", 2)
def _duplicate_rows(d: Draw) -> Task:
    c = d.text()
    if not d.cells(c).duplicated().any():
        raise UnsuitableError
    return d.task(f"{d.df}[{d.df}.duplicated({q(c)}, keep=False)].sort_values({q(c)})", c=c)


# --- bins, shares, columns


_LEVELS = (("low", "medium", "high"), ("small", "medium", "large"), ("low", "mid", "high"), ("bad", "ok", "good"))


@skill("analysis", 2)
def _bin_labels_count(d: Draw) -> Task:
    n, names = d.number(), d.pick(*_LEVELS)
    a, b = d.threshold(n, 0.15, 0.45), d.threshold(n, 0.55, 0.85)
    if a >= b:
        raise UnsuitableError
    listed = "[" + ", ".join(q(x) for x in names) + "]"
    code = f"pd.cut({d.col(n)}, [-np.inf, {a}, {b}, np.inf], labels={listed}).value_counts()"
    low, mid, high = names
    return d.task(code, n=n, a=a, b=b, low=Word(low), mid=Word(mid), high=Word(high))


@skill("analysis", 2)
def _bin_aggregate(d: Draw) -> Task:
    n, m, (how, agg) = d.number(), d.number(), d.aggregate()
    k, word = d.pick((4, "quartile"), (4, "quartile"), (5, "quintile"), (10, "decile"))
    return d.task(f"{d.df}.groupby(pd.qcut({d.col(n)}, {k}))[{q(m)}].{how}()", n=n, m=m, agg=agg, bin=Word(word))


@skill("analysis", 2)
def _correlation_best(d: Draw) -> Task:
    n = d.number()
    if len(d.table.having(Role.NUMBER)) < 3:
        raise UnsuitableError
    return d.task(f"{d.df}.corr(numeric_only=True)[{q(n)}].drop({q(n)}).abs().idxmax()", n=n)


@skill("analysis", 1.5)
def _correlation_by_group(d: Draw) -> Task:
    n, m, c = d.number(), d.number(), d.group()
    return d.task(f"{d.df}.groupby({q(c)}).apply(lambda g: g[{q(n)}].corr(g[{q(m)}]))", n=n, m=m, c=c)


@skill("analysis", 2)
def _top_rows_share(d: Draw) -> Task:
    n, k = d.number(), d.small()
    if float(d.cells(n).min()) < 0:
        raise UnsuitableError
    return d.task(f"{d.col(n)}.nlargest({k}).sum() / {d.col(n)}.sum() * 100", n=n, k=k)


@skill("analysis", 2)
def _top_percent_rows(d: Draw) -> Task:
    n, p = d.number(), d.pick(5, 10, 10, 20, 25)
    sign, at, end, word = d.pick((">=", 100 - p, "top", "[highest|largest]"), ("<=", p, "bottom", "[lowest|smallest]"))
    code = f"{d.df}[{d.col(n)} {sign} {d.col(n)}.quantile({at / 100})]"
    return d.task(code, n=n, p=Word(str(p)), end=Word(end), hi=Word(word))


_TYPES = {
    "number": "[numeric|numeric|number]",
    "str": "[text|string|text]",
    "datetime": "[date|datetime]",
    "bool": "[boolean|true/false]",
    "category": "[category|categorical]",
}


@skill("analysis", 2)
def _columns_by_type(d: Draw) -> Task:
    dtypes = {"number" if c.dtype in ("int", "float") else c.dtype for c in d.table.columns if not c.is_index}
    kind = d.pick(*sorted(dtypes or {"number"}))
    return d.task(f'{d.df}.select_dtypes("{kind}").columns.tolist()', kind=Word(_TYPES[kind]))
