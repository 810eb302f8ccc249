"""Skills that draw what an analyst compares: groups side by side, lines per group, smoothed and cumulative lines.

Knows grouped, counted and resampled figures. Does not know the plain ones (skills_plots.py).
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill
from smallcode_nb.models.tiny.corpus.skills_analysis import date_part, moment_column, named_date
from smallcode_nb.models.tiny.corpus.skills_plots import PERIODS, labels


def _call(arguments: str) -> str:
    return arguments.removeprefix(", ")


@skill("figures", 3)
def _plot_grouped_bars(d: Draw) -> Task:
    n, c, e, (how, agg), (code, more) = d.number(), d.group(), d.group(), d.aggregate("mean", "sum", "max"), labels(d)
    table = f'{d.df}.pivot_table(index={q(c)}, columns={q(e)}, values={q(n)}, aggfunc="{how}")'
    return d.task(f"ax = {table}.plot.bar({_call(code)})", n=n, c=c, e=e, agg=agg, more=more)


@skill("figures", 2)
def _plot_counts_stacked(d: Draw) -> Task:
    c, e, (code, more) = d.group(), d.group(), labels(d)
    return d.task(f"ax = pd.crosstab({d.col(c)}, {d.col(e)}).plot.bar(stacked=True{code})", c=c, e=e, more=more)


@skill("figures", 2.5)
def _plot_line_by_group(d: Draw) -> Task:
    n, c, t, rule, (code, more) = (
        d.number(),
        d.group(),
        moment_column(d),
        d.pick("MS", "MS", "W", "QS", "YS"),
        labels(d),
    )
    (how, agg), (every, period) = d.aggregate("sum", "sum", "mean"), PERIODS[rule]
    grouped = f'{d.df}.groupby([pd.Grouper(key={q(t)}, freq="{rule}"), {q(c)}])[{q(n)}].{how}()'
    slots: dict[str, object] = {"every": Word(every), "period": Word(period), "on": named_date(d, t), "more": more}
    return d.task(f"ax = {grouped}.unstack().plot({_call(code)})", n=n, c=c, agg=agg, **slots)


@skill("figures", 2)
def _plot_hist_by_group(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f"axes = {d.df}.hist(column={q(n)}, by={q(c)})", n=n, c=c)


@skill("figures", 2.5)
def _plot_scatter_group(d: Draw) -> Task:
    n, m, c = d.number(), d.number(), d.group()
    lines = (
        "fig, ax = plt.subplots()",
        f"for name, part in {d.df}.groupby({q(c)}):",
        f"    ax.scatter(part[{q(m)}], part[{q(n)}], label=name)",
        "ax.legend()",
    )
    return d.task("\n".join(lines), n=n, m=m, c=c)


@skill("figures", 2)
def _plot_counts_top(d: Draw) -> Task:
    c, k, (code, more) = d.text(), d.small(), labels(d)
    if d.maybe(0.5):
        return d.task(f"ax = {d.col(c)}.value_counts().head({k}).plot.bar({_call(code)})", c=c, k=k,
                      more=more, bars=Word("[bar chart|bar plot|bar graph]"))  # fmt: skip
    return d.task(f"ax = {d.col(c)}.value_counts().head({k}).plot.barh({_call(code)})", c=c, k=k,
                  more=more, bars=Word("horizontal [bar chart|bar plot|bar graph]"))  # fmt: skip


@skill("figures", 2)
def _plot_cumulative(d: Draw) -> Task:
    n, t, rule, (code, more) = d.number(), d.date(), d.pick("MS", "MS", "W", "D", "QS"), labels(d)
    every, period = PERIODS[rule]
    slots: dict[str, object] = {"every": Word(every), "period": Word(period), "on": named_date(d, t), "more": more}
    return d.task(f"ax = {d.resampled(t, rule)}[{q(n)}].sum().cumsum().plot({_call(code)})", n=n, **slots)


@skill("figures", 2)
def _plot_rolling_raw(d: Draw) -> Task:
    n, k = d.number(), d.small(3, 8)
    return d.task(f"ax = {d.col(n)}.plot(alpha=0.4)\n{d.col(n)}.rolling({k}).mean().plot(ax=ax)", n=n, k=k)


@skill("figures", 2)
def _plot_two_axes(d: Draw) -> Task:
    n, m, t, rule, (code, more) = d.number(), d.number(), d.date(), d.pick("MS", "MS", "W", "QS"), labels(d)
    (how, agg), (every, period) = d.aggregate("sum", "mean"), PERIODS[rule]
    slots: dict[str, object] = {"every": Word(every), "period": Word(period), "on": named_date(d, t), "more": more}
    call = f"plot(secondary_y={q(m)}{code})"
    return d.task(f"ax = {d.resampled(t, rule)}[[{q(n)}, {q(m)}]].{how}().{call}", n=n, m=m, agg=agg, **slots)


@skill("figures", 2)
def _plot_date_part(d: Draw) -> Task:
    n, t, (how, agg), (code, more) = d.number(), d.date(), d.aggregate("mean", "sum", "sum", "median"), labels(d)
    key, part = date_part(d, t)
    slots: dict[str, object] = {"part": part, "on": named_date(d, t), "more": more}
    return d.task(f"ax = {d.df}.groupby({key})[{q(n)}].{how}().plot.bar({_call(code)})", n=n, agg=agg,
                  **slots)  # fmt: skip
