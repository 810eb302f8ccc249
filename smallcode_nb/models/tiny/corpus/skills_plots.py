"""Skills that draw: pandas plots, with Matplotlib where pandas has none."""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Role
from smallcode_nb.models.tiny.corpus.skills_filter import any_condition


def labels(d: Draw) -> tuple[str, Phrase]:
    """Keyword arguments for a title and axis labels, and the words that ask for them; mostly neither."""
    if d.maybe(0.7):
        return "", Phrase("", {})
    words = d.new_name().replace("_", " ").title(), d.new_name().replace("_", " "), d.new_name().replace("_", " ")
    title, x, y = (Exact(q(w)) if d.maybe(0.6) else Exact(w) for w in words)
    kind = d.rng.random()
    if kind < 0.6:
        return f', title="{words[0]}"', Phrase(
            "[ with title| titled|, title|, with the title| and the title] {title}", {"title": title}
        )
    if kind < 0.8:
        text = "[ with| and|, with] x label {x} and y label {y}"
        return f', xlabel="{words[1]}", ylabel="{words[2]}"', Phrase(text, {"x": x, "y": y})
    if kind < 0.9:
        return f', ylabel="{words[2]}"', Phrase("[ with| and|, with] y [label|axis label] {y}", {"y": y})
    code = f', title="{words[0]}", xlabel="{words[1]}", ylabel="{words[2]}"'
    return code, Phrase("[ with|,] title {title}, x label {x} and y label {y}", {"title": title, "x": x, "y": y})


def _call(arguments: str) -> str:
    return arguments.removeprefix(", ")


@skill("plots", 4)
def _plot_hist(d: Draw) -> Task:
    n, (code, more) = d.number(), labels(d)
    if d.maybe(0.5):
        return d.task(f"ax = {d.col(n)}.plot.hist({_call(code)})", n=n, more=more)
    k = d.pick(5, 10, 15, 20, 25, 30, 40, 50)
    return d.task(f"ax = {d.col(n)}.plot.hist(bins={k}{code})", "bins", n=n, k=k, more=more)


@skill("plots", 3)
def _plot_box(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f"ax = {d.df}.boxplot(column={q(n)}, by={q(c)})", n=n, c=c)


@skill("plots", 4)
def _plot_scatter(d: Draw) -> Task:
    n, m, (code, more) = d.number(), d.number(), labels(d)
    if d.maybe(0.85):
        return d.task(f"ax = {d.df}.plot.scatter(x={q(m)}, y={q(n)}{code})", n=n, m=m, more=more)
    e = d.number()
    return d.task(
        f'ax = {d.df}.plot.scatter(x={q(m)}, y={q(n)}, c={q(e)}, cmap="viridis"{code})',
        "color",
        n=n,
        m=m,
        e=e,
        more=more,
    )


_BARS = (
    "bar [chart|plot|graph] of {agg} {n} [per|by|for each] {c}",
    "plot {agg} {n} by {c} as [bars|a bar chart]",
    "[draw|make] a bar chart of the {agg} {n} for each {c}",
    "bars of {agg} {n} per {c}",
    "show the {agg} {n} by {c} [in|as] a bar chart",
    "compare {agg} {n} across {c} in a bar chart",
    "barplot: {agg} {n} by {c}",
    "{agg} {n} per {c} as a bar chart",
    "visualize {agg} {n} by {c} with bars",
    "!show bars for the {agg} {n} of each {c}",
    "!chart the {agg} {n} by {c} as bars",
)


@skill("plots", 4)
def _plot_bar(d: Draw) -> Task:
    n, c, (code, more) = d.number(), d.group(), labels(d)
    how, word = d.aggregate("mean", "sum", "mean", "sum", "max", "min", "median")
    kind, k = d.pick("", "", "sorted", "horizontal", "top"), d.small(2, 6)
    step = {"sorted": ".sort_values(ascending=False)", "top": f".nlargest({k})"}.get(kind, "")
    method = "barh" if kind == "horizontal" else "bar"
    return d.task(
        f"ax = {d.df}.groupby({q(c)})[{q(n)}].{how}(){step}.plot.{method}({_call(code)})",
        kind,
        agg=word,
        n=n,
        c=c,
        k=k,
        more=more,
    )


@skill("plots", 2.5)
def _plot_counts(d: Draw) -> Task:
    c, (code, more) = d.group(), labels(d)
    return d.task(f"ax = {d.col(c)}.value_counts().plot.bar({_call(code)})", c=c, more=more)


@skill("plots", 2.5)
def _plot_stacked(d: Draw) -> Task:
    n, c, e, (code, more) = d.number(), d.group(), d.group(), labels(d)
    how, word = d.aggregate("sum", "sum", "mean")
    table = f'{d.df}.pivot_table(index={q(c)}, columns={q(e)}, values={q(n)}, aggfunc="{how}")'
    return d.task(f"ax = {table}.plot.bar(stacked=True{code})", agg=word, n=n, c=c, e=e, more=more)


PERIODS = {
    "D": ("[daily|daily]", "day"),
    "W": ("[weekly|weekly]", "week"),
    "MS": ("[monthly|monthly]", "month"),
    "QS": ("[quarterly|quarterly]", "quarter"),
    "YS": ("[yearly|annual|yearly]", "year"),
}


@skill("plots", 4)
def _plot_line(d: Draw) -> Task:
    n, t, (code, more) = d.number(), d.date(), labels(d)
    kind = d.pick("period", "raw", "two")
    if kind == "period":
        rule = d.pick("D", "W", "MS", "MS", "MS", "QS", "YS")
        how, word = d.aggregate("mean", "sum", "max", "median", "min")
        every, period = PERIODS[rule]
        return d.task(
            f"ax = {d.resampled(t, rule)}[{q(n)}].{how}().plot({_call(code)})",
            kind,
            agg=word,
            n=n,
            t=t,
            every=Word(every),
            period=Word(period),
            more=more,
        )
    if t.dtype == "str":
        raise UnsuitableError
    chosen = q(n)
    slots: dict[str, object] = {"n": n, "t": t, "more": more}
    if kind == "two":
        slots["m"] = m = d.number()
        chosen = f"[{q(n)}, {q(m)}]"
    base = f"{d.df}[{chosen}]" if t.is_index else f"{d.df}.sort_values({q(t)}).set_index({q(t)})[{chosen}]"
    return d.task(f"ax = {base}.plot({_call(code)})", kind, **slots)


@skill("plots", 2)
def _plot_pie(d: Draw) -> Task:
    n, c = d.number(), d.group()
    if float(d.cells(n).min()) < 0:
        raise UnsuitableError
    how, word = d.aggregate("sum", "sum", "mean")
    return d.task(f'ax = {d.df}.groupby({q(c)})[{q(n)}].{how}().plot.pie(autopct="%1.1f%%")', agg=word, n=n, c=c)


@skill("plots", 1.5)
def _plot_pie_counts(d: Draw) -> Task:
    c = d.group()
    return d.task(f'ax = {d.col(c)}.value_counts().plot.pie(autopct="%1.1f%%")', c=c)


@skill("plots", 2)
def _plot_correlation(d: Draw) -> Task:
    lines = (
        f"corr = {d.df}.corr(numeric_only=True)",
        'plt.imshow(corr, cmap="coolwarm", vmin=-1, vmax=1)',
        "plt.xticks(range(len(corr)), corr.columns, rotation=90)",
        "plt.yticks(range(len(corr)), corr.columns)",
        "plt.colorbar()",
    )
    return d.task("\n".join(lines))


@skill("plots", 1.5)
def _plot_all_hists(d: Draw) -> Task:
    d.number()
    return d.task(f"axes = {d.df}.hist(figsize=(10, 8))")


@skill("plots", 1.5)
def _plot_two_bars(d: Draw) -> Task:
    n, m, c, (code, more) = d.number(), d.number(), d.group(), labels(d)
    how, word = d.aggregate("mean", "sum", "max", "median")
    return d.task(
        f"ax = {d.df}.groupby({q(c)})[[{q(n)}, {q(m)}]].{how}().plot.bar({_call(code)})",
        agg=word,
        n=n,
        m=m,
        c=c,
        more=more,
    )


@skill("plots", 2.5)
def _plot_filtered(d: Draw) -> Task:
    kind, n, cond = d.pick("hist", "bar", "scatter"), d.number(), any_condition(d)
    rows, slots = f"{d.df}[{cond.code}]", {"n": n, "cond": Phrase(cond.text, cond.slots)}
    if kind == "hist":
        return d.task(f"ax = {d.df}.loc[{cond.code}, {q(n)}].plot.hist()", kind, **slots)
    if kind == "scatter":
        m = d.number()
        return d.task(f"ax = {rows}.plot.scatter(x={q(m)}, y={q(n)})", kind, **slots, m=m)
    c = d.column(Role.GROUP)
    how, word = d.aggregate("mean", "sum", "max")
    return d.task(f"ax = {rows}.groupby({q(c)})[{q(n)}].{how}().plot.bar()", kind, **slots, c=c, agg=word)
