"""Skills of two and three operations: a filter, a cleaning step or a new column, then an aggregate, an order, a plot.

Composes parts systematically: what comes first, what is computed, how it is shown. Does not know single steps' phrases.
"""

from __future__ import annotations

from dataclasses import dataclass

from smallcode_nb.models.tiny.corpus.draw import Draw, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role
from smallcode_nb.models.tiny.corpus.skills_filter import any_condition
from smallcode_nb.models.tiny.corpus.skills_plots import PERIODS


@dataclass(frozen=True, slots=True)
class Start:
    """The rows to begin with: an expression, and how they are asked for before or after the main clause."""

    rows: str
    before: Phrase
    after: Phrase


def _start(d: Draw, n: Column | None = None) -> Start:
    if n is not None and n.missing and d.maybe(0.35):
        return Start(
            f"{d.df}.dropna(subset=[{q(n)}])",
            Phrase("[drop|remove|leave out] rows [with missing|without] {m}, then", {"m": n}),
            Phrase(
                "[without rows with missing|ignoring rows with missing|after dropping rows with missing] {m}", {"m": n}
            ),
        )
    condition = any_condition(d)
    slot = {"cond": Phrase(condition.text, condition.slots)}
    return Start(
        f"{d.df}[{condition.code}]",
        Phrase("[for rows where|for rows with|where|filter to|keep only rows where] {cond}[,|, then|,]", slot),
        Phrase(
            "[where|for rows where|only where|if|for rows with|only for rows with|considering only rows where] {cond}",
            slot,
        ),
    )


_DOWN = (
    "[, highest first|, worst first|, best first| sorted descending|, largest first| from largest to smallest"
    "|, biggest first| in descending order|, top first]"
)
_UP = "[, lowest first| sorted ascending|, smallest first| from smallest to largest| in ascending order]"


@dataclass(frozen=True, slots=True)
class Order:
    """What is appended to a grouped result, and the words for it."""

    code: str
    words: Word


def _order(d: Draw, *, plain: float = 0.3) -> Order:
    chance = d.rng.random()
    if chance < plain:
        return Order("", Word(""))
    k = d.small(2, 8)
    options = (
        Order(".sort_values(ascending=False)", Word(_DOWN)),
        Order(".sort_values(ascending=False)", Word(_DOWN)),
        Order(".sort_values()", Word(_UP)),
        Order(f".nlargest({k})", Word(f"[, top {k}|, only the {k} largest|, the {k} highest|, keep the top {k}]")),
        Order(f".nsmallest({k})", Word(f"[, bottom {k}|, only the {k} smallest|, the {k} lowest]")),
    )
    return d.rng.choice(options)


_BARS = (
    (".plot.bar()", "[ as a bar chart|, as bars| as a bar plot|, plotted as bars|, bar chart| as bars]"),
    (".plot.bar()", "[ as a bar chart|, as bars| as a bar plot|, plotted as bars|, bar chart| as bars]"),
    (".plot.barh()", "[ as a horizontal bar chart|, as horizontal bars| as a horizontal bar plot]"),
)


@skill("steps", 9.6)
def _filter_group(d: Draw) -> Task:
    n, c, (how, word) = d.number(), d.group(), d.aggregate()
    s, order = _start(d, n), _order(d)
    code = f"{s.rows}.groupby({q(c)})[{q(n)}].{how}(){order.code}"
    return d.task(code, agg=word, n=n, c=c, before=s.before, after=s.after, order=order.words)


@skill("steps", 8)
def _group_order_plot(d: Draw) -> Task:
    n, c, (how, word) = d.number(), d.group(), d.aggregate()
    order, (call, bars) = _order(d, plain=0.1), d.pick(*_BARS)
    code = f"ax = {d.df}.groupby({q(c)})[{q(n)}].{how}(){order.code}{call}"
    return d.task(code, agg=word, n=n, c=c, order=order.words, bars=Word(bars))


@skill("steps", 4.8)
def _filter_group_plot(d: Draw) -> Task:
    n, c, (how, word) = d.number(), d.group(), d.aggregate("mean", "sum", "max", "median")
    s, order, (call, bars) = _start(d, n), _order(d, plain=0.4), d.pick(*_BARS)
    code = f"ax = {s.rows}.groupby({q(c)})[{q(n)}].{how}(){order.code}{call}"
    return d.task(code, agg=word, n=n, c=c, before=s.before, after=s.after, order=order.words, bars=Word(bars))


@skill("steps", 6.4)
def _filter_sort(d: Draw) -> Task:
    n, s = d.number(), _start(d)
    match d.pick("all", "all", "top", "columns"):
        case "all":
            down = d.maybe(0.7)
            code = f"{s.rows}.sort_values({q(n)}{', ascending=False' if down else ''})"
            return d.task(code, "all", n=n, before=s.before, after=s.after, order=Word(_DOWN if down else _UP))
        case "top":
            k = d.small()
            return d.task(f"{s.rows}.nlargest({k}, {q(n)})", "top", n=n, k=k, before=s.before, after=s.after)
    e = d.text()
    return d.task(f"{s.rows}[[{q(e)}, {q(n)}]]", "columns", n=n, e=e, before=s.before, after=s.after)


@skill("steps", 4.8)
def _filter_value(d: Draw) -> Task:
    kind = d.pick("value", "value", "distinct", "counts", "share")
    if kind == "share":
        condition = any_condition(d)
        return d.task(f"({condition.code}).mean() * 100", kind, cond=Phrase(condition.text, condition.slots))
    s = _start(d)
    if kind == "value":
        n, (how, word) = d.number(), d.aggregate()
        return d.task(f"{s.rows}[{q(n)}].{how}()", kind, n=n, agg=word, before=s.before, after=s.after)
    c = d.group()
    call = "nunique()" if kind == "distinct" else "value_counts()"
    return d.task(f"{s.rows}[{q(c)}].{call}", kind, c=c, before=s.before, after=s.after)


_OPERATORS = (("+", "plus"), ("-", "minus"), ("*", "times"), ("/", "[divided by|divided by|over]"))


@skill("steps", 5.6)
def _column_then(d: Draw) -> Task:
    x, y, s, (sign, word) = d.number(), d.number(), d.new_name(), d.pick(*_OPERATORS)
    kind = d.pick("group", "group", "sort", "top")
    first = f"{d.df}[{q(s)}] = {d.col(x)} {sign} {d.col(y)}\n"
    slots: dict[str, object] = {"x": x, "y": y, "s": s, "o": Word(word)}
    if kind == "group":
        c, (how, agg) = d.group(), d.aggregate("mean", "sum", "max", "min", "median")
        return d.task(f"{first}{d.df}.groupby({q(c)})[{q(s)}].{how}()", kind, **slots, c=c, agg=agg)
    if kind == "sort":
        return d.task(f"{first}{d.df}.sort_values({q(s)}, ascending=False)", kind, **slots)
    k = d.small()
    return d.task(f"{first}{d.df}.nlargest({k}, {q(s)})", kind, **slots, k=k)


@skill("steps", 5.6)
def _clean_then(d: Draw) -> Task:
    kind = d.pick("fill", "fill", "dates", "unique")
    if kind == "unique":
        c = d.group()
        return d.task(f"{d.df}.drop_duplicates()[{q(c)}].value_counts()", kind, c=c)
    how, agg = d.aggregate("mean", "sum", "max", "min", "median")
    if kind == "dates":
        t, n = d.column(Role.DATE, where=lambda c: c.dtype == "str"), d.number()
        rule = d.pick("MS", "MS", "W", "YS", "QS", "D")
        every, period = PERIODS[rule]
        return d.task(
            f"{d.resampled(t, rule)}[{q(n)}].{how}()", kind, t=t, n=n, agg=agg, every=Word(every), period=Word(period)
        )
    n, c = d.number(missing=True), d.group()
    code, fill = d.pick(
        ("0", "0"), (f"{d.col(n)}.mean()", "[the|its] [mean|average]"), (f"{d.col(n)}.median()", "[the|its] median")
    )
    return d.task(
        f"{d.df}.fillna({{{q(n)}: {code}}}).groupby({q(c)})[{q(n)}].{how}()", kind, n=n, c=c, agg=agg, fill=Word(fill)
    )


@skill("steps", 6.4)
def _resample_then(d: Draw) -> Task:
    if len(d.table.having(Role.DATE)) != 1:
        raise UnsuitableError
    t, n, rule, kind = d.date(), d.number(), d.pick("D", "W", "MS", "MS", "QS", "YS"), d.pick("value", "plot", "top")
    how, agg = d.aggregate("mean", "sum", "max", "min")
    every, period = PERIODS[rule]
    slots: dict[str, object] = {"t": t, "n": n, "agg": agg, "every": Word(every), "period": Word(period)}
    if kind == "top":
        return d.task(f"{d.resampled(t, rule)}[{q(n)}].{how}().idxmax()", kind, **slots)
    if t.dtype != "datetime" or t.is_index:
        raise UnsuitableError
    s = _start(d, n)
    code = f'{s.rows}.resample("{rule}", on={q(t)})[{q(n)}].{how}()'
    return d.task(f"ax = {code}.plot()" if kind == "plot" else code, kind, **slots, before=s.before, after=s.after)


@skill("steps", 4)
def _filter_relate(d: Draw) -> Task:
    x, s, kind = d.number(), _start(d), d.pick("corr", "scatter", "hist", "pivot")
    ends: dict[str, object] = {"before": s.before, "after": s.after, "x": x}
    if kind == "hist":
        return d.task(f"ax = {s.rows}[{q(x)}].plot.hist()", kind, **ends)
    if kind == "pivot":
        c, e, (how, agg) = d.group(), d.group(), d.aggregate("mean", "sum", "max")
        code = f'{s.rows}.pivot_table(index={q(c)}, columns={q(e)}, values={q(x)}, aggfunc="{how}")'
        return d.task(code, kind, **ends, c=c, e=e, agg=agg)
    y = d.number()
    if kind == "scatter":
        return d.task(f"ax = {s.rows}.plot.scatter(x={q(x)}, y={q(y)})", kind, **ends, y=y)
    return d.task(f"{s.rows}[[{q(x)}, {q(y)}]].corr().iloc[0, 1]", kind, **ends, y=y)
