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
        return f', title="{words[0]}"', Phrase("[ with title| titled|, title|, with the title| and the title] {title}", {"title": title})
    if kind < 0.8:
        text = "[ with| and|, with] x label {x} and y label {y}"
        return f', xlabel="{words[1]}", ylabel="{words[2]}"', Phrase(text, {"x": x, "y": y})
    if kind < 0.9:
        return f', ylabel="{words[2]}"', Phrase("[ with| and|, with] y [label|axis label] {y}", {"y": y})
    code = f', title="{words[0]}", xlabel="{words[1]}", ylabel="{words[2]}"'
    return code, Phrase("[ with|,] title {title}, x label {x} and y label {y}", {"title": title, "x": x, "y": y})


def _call(arguments: str) -> str:
    return arguments.removeprefix(", ")


@skill("plots", 4, {
    "": ("histogram of {n}{more}", "[plot|show] the distribution of {n}{more}", "plot a histogram of {n}{more}", "hist of {n}{more}", "draw {n} as a histogram{more}", "how is {n} distributed? plot it{more}", "make a histogram for {n}{more}",
         "{n} histogram{more}", "visualize the distribution of {n}{more}", "!draw the distribution of {n} as a histogram{more}", "!i want to see a histogram of {n}{more}"),
    "bins": ("histogram of {n} with {k} bins{more}", "plot the distribution of {n} using {k} bins{more}", "hist of {n}, {k} bins{more}", "draw a histogram of {n} in {k} bins{more}", "make a {k} bin histogram of {n}{more}", "{n} histogram, bins={k}{more}",
             "show {n} as a histogram with {k} bins{more}", "!distribution of {n} as a histogram that has {k} bins{more}"),
})
def plot_hist(d: Draw) -> Task:
    n, (code, more) = d.number(), labels(d)
    if d.maybe(0.5):
        return d.task(f"ax = {d.col(n)}.plot.hist({_call(code)})", n=n, more=more)
    k = d.pick(5, 10, 15, 20, 25, 30, 40, 50)
    return d.task(f"ax = {d.col(n)}.plot.hist(bins={k}{code})", "bins", n=n, k=k, more=more)


@skill("plots", 3, (
    "box plot of {n} by {c}", "boxplot of {n} per {c}", "boxplot {n} for each {c}", "draw box plots of {n} grouped by {c}", "compare the distribution of {n} across {c} with box plots", "show {n} by {c} as a box plot", "box and whisker plot of {n} by {c}",
    "plot a boxplot of {n} for every {c}", "!compare {n} across {c} using a box plot", "!make a box plot showing {n} in each {c}",
))
def plot_box(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f"ax = {d.df}.boxplot(column={q(n)}, by={q(c)})", n=n, c=c)


@skill("plots", 4, {
    "": ("scatter plot of {n} [against|vs|versus] {m}{more}", "scatter {n} [vs|against] {m}{more}", "plot {n} [against|versus] {m} as [points|a scatter plot]{more}", "plot {n} on the y axis against {m} on the x axis{more}", "draw a scatter plot with {m} on x and {n} on y{more}",
         "scatterplot: x = {m}, y = {n}{more}", "scatter chart of {n} by {m}{more}", "how does {n} depend on {m}? show a scatter plot{more}", "!show {n} against {m} in a scatter plot{more}", "!scatter plot where x is {m} and y is {n}{more}"),
    "color": ("scatter plot of {n} [against|vs|versus] {m} colored by {e}{more}", "scatter {n} vs {m}, color by {e}{more}", "plot {n} against {m} as points colored by {e}{more}", "scatter plot with {m} on x, {n} on y and color from {e}{more}", "draw {n} versus {m} as a scatter with {e} as the color{more}",
              "scatterplot: x = {m}, y = {n}, color = {e}{more}", "scatter of {n} against {m} with {e} as color{more}", "!show {n} against {m} as a scatter plot and use {e} for the color{more}"),
})
def plot_scatter(d: Draw) -> Task:
    n, m, (code, more) = d.number(), d.number(), labels(d)
    if d.maybe(0.85):
        return d.task(f"ax = {d.df}.plot.scatter(x={q(m)}, y={q(n)}{code})", n=n, m=m, more=more)
    e = d.number()
    return d.task(f'ax = {d.df}.plot.scatter(x={q(m)}, y={q(n)}, c={q(e)}, cmap="viridis"{code})', "color", n=n, m=m, e=e, more=more)


_BARS = ("bar [chart|plot|graph] of {agg} {n} [per|by|for each] {c}", "plot {agg} {n} by {c} as [bars|a bar chart]", "[draw|make] a bar chart of the {agg} {n} for each {c}", "bars of {agg} {n} per {c}", "show the {agg} {n} by {c} [in|as] a bar chart",
         "compare {agg} {n} across {c} in a bar chart", "barplot: {agg} {n} by {c}", "{agg} {n} per {c} as a bar chart", "visualize {agg} {n} by {c} with bars", "!show bars for the {agg} {n} of each {c}", "!chart the {agg} {n} by {c} as bars")


@skill("plots", 4, {
    "": tuple(t + "{more}" for t in _BARS),
    "sorted": tuple(t + "[, sorted|, highest first| sorted descending| in descending order|, largest first]{more}" for t in _BARS),
    "horizontal": tuple(t.replace("bar [chart|plot|graph]", "horizontal bar chart").replace("bar chart", "horizontal bar chart").replace("horizontal horizontal", "horizontal").replace("as [bars|a ", "as [horizontal bars|a ").replace("with bars", "with horizontal bars").replace("bars of", "horizontal bars of").replace("barplot", "horizontal barplot").replace("show bars", "show horizontal bars").replace("as bars", "as horizontal bars") + "{more}" for t in _BARS),
    "top": ("bar chart of the top {k} {c} by {agg} {n}{more}", "plot the top {k} {c} by {agg} {n} as bars{more}", "bars for the {k} {c} with the highest {agg} {n}{more}", "show the {k} {c} with the largest {agg} {n} in a bar chart{more}", "draw a bar chart of {agg} {n} for the top {k} {c}{more}",
            "top {k} {c} by {agg} {n} as a bar chart{more}", "make a bar plot of the {k} highest {c} by {agg} {n}{more}", "!chart the top {k} {c} by {agg} {n} with bars{more}"),
})
def plot_bar(d: Draw) -> Task:
    n, c, (code, more) = d.number(), d.group(), labels(d)
    how, word = d.aggregate("mean", "sum", "mean", "sum", "max", "min", "median")
    kind, k = d.pick("", "", "sorted", "horizontal", "top"), d.small(2, 6)
    step = {"sorted": ".sort_values(ascending=False)", "top": f".nlargest({k})"}.get(kind, "")
    method = "barh" if kind == "horizontal" else "bar"
    return d.task(f"ax = {d.df}.groupby({q(c)})[{q(n)}].{how}(){step}.plot.{method}({_call(code)})", kind, agg=word, n=n, c=c, k=k, more=more)


@skill("plots", 2.5, (
    "bar chart of [the number of rows|counts] per {c}{more}", "plot how often each {c} occurs as bars{more}", "count plot of {c}{more}", "bar chart of {c} counts{more}", "plot the value counts of {c}{more}", "bars showing how many rows each {c} has{more}", "draw a bar chart of the frequency of {c}{more}",
    "frequency of {c} as a bar chart{more}", "!show a bar chart with the number of rows for each {c}{more}", "!chart how often every {c} occurs{more}",
))
def plot_counts(d: Draw) -> Task:
    c, (code, more) = d.group(), labels(d)
    return d.task(f"ax = {d.col(c)}.value_counts().plot.bar({_call(code)})", c=c, more=more)


@skill("plots", 2.5, (
    "stacked bar chart of {agg} {n} by {c} and {e}{more}", "stacked bars of {agg} {n} per {c}, split by {e}{more}", "plot {agg} {n} by {c} as bars stacked by {e}{more}", "bar chart of {agg} {n} per {c} stacked by {e}{more}", "draw a stacked bar chart with {c} on the x axis, {e} as the stacks and {agg} {n}{more}",
    "show {agg} {n} by {c} with stacked bars for {e}{more}", "stack {e} in a bar chart of {agg} {n} by {c}{more}", "!bars of {agg} {n} for each {c}, stacked by {e}{more}", "!make a stacked bar chart showing {agg} {n} per {c} and {e}{more}",
))
def plot_stacked(d: Draw) -> Task:
    n, c, e, (code, more) = d.number(), d.group(), d.group(), labels(d)
    how, word = d.aggregate("sum", "sum", "mean")
    return d.task(f'ax = {d.df}.pivot_table(index={q(c)}, columns={q(e)}, values={q(n)}, aggfunc="{how}").plot.bar(stacked=True{code})', agg=word, n=n, c=c, e=e, more=more)


PERIODS = {"D": ("[daily|daily]", "day"), "W": ("[weekly|weekly]", "week"), "MS": ("[monthly|monthly]", "month"), "QS": ("[quarterly|quarterly]", "quarter"), "YS": ("[yearly|annual|yearly]", "year")}


@skill("plots", 4, {
    "period": ("[line plot of|plot|plot the] {every} {agg} {n} [by|using|over] {t}{more}", "plot {agg} {n} per {period} [of|by|over] {t} as a line{more}", "line chart of {agg} {n} per {period} over {t}{more}", "draw the {every} {agg} {n} over time by {t}{more}", "{every} {agg} {n} by {t} as a line [plot|chart]{more}",
               "how does {agg} {n} develop per {period} of {t}? plot it{more}", "show a line of {every} {agg} {n} by {t}{more}", "line plot: {agg} {n} by {period} of {t}{more}", "!draw a line of the {agg} {n} for each {period} of {t}{more}", "!chart {every} {agg} {n} as a line over {t}{more}"),
    "raw": ("plot {n} over {t}{more}", "line plot of {n} over {t}{more}", "line chart of {n} by {t}{more}", "plot {n} [over time|as a line], [by|using] {t}{more}", "draw {n} against {t} as a line{more}", "{n} over {t} as a line [plot|chart]{more}", "show how {n} changes over {t}{more}", "time series plot of {n} by {t}{more}",
            "!chart {n} as a line over {t}{more}", "!draw a line of {n} against {t}{more}"),
    "two": ("plot {n} and {m} over {t}{more}", "line plot of {n} and {m} over {t}{more}", "two lines, {n} and {m}, over {t}{more}", "draw {n} and {m} against {t} as lines{more}", "{n} and {m} over {t} as a line chart{more}", "show how {n} and {m} change over {t}{more}", "time series plot of {n} and {m} by {t}{more}",
            "!chart both {n} and {m} as lines over {t}{more}"),
})
def plot_line(d: Draw) -> Task:
    n, t, (code, more) = d.number(), d.date(), labels(d)
    kind = d.pick("period", "raw", "two")
    if kind == "period":
        rule = d.pick("D", "W", "MS", "MS", "MS", "QS", "YS")
        how, word = d.aggregate("mean", "sum", "max", "median", "min")
        every, period = PERIODS[rule]
        return d.task(f"ax = {d.resampled(t, rule)}[{q(n)}].{how}().plot({_call(code)})", kind, agg=word, n=n, t=t, every=Word(every), period=Word(period), more=more)
    if t.dtype == "str":
        raise UnsuitableError
    chosen = q(n)
    slots: dict[str, object] = {"n": n, "t": t, "more": more}
    if kind == "two":
        slots["m"] = m = d.number()
        chosen = f"[{q(n)}, {q(m)}]"
    base = f"{d.df}[{chosen}]" if t.is_index else f"{d.df}.sort_values({q(t)}).set_index({q(t)})[{chosen}]"
    return d.task(f"ax = {base}.plot({_call(code)})", kind, **slots)


@skill("plots", 2, (
    "pie chart of {agg} {n} by {c}", "[plot|draw] a pie of {agg} {n} per {c}", "pie chart showing the {agg} {n} for each {c}", "show {agg} {n} by {c} as a pie", "pie: {agg} {n} per {c}", "{agg} {n} by {c} as a pie chart", "make a pie chart with the {agg} {n} of each {c}",
    "!a pie of the {agg} {n} for every {c}", "!chart {agg} {n} per {c} as a pie",
))
def plot_pie(d: Draw) -> Task:
    n, c = d.number(), d.group()
    if float(d.cells(n).min()) < 0:
        raise UnsuitableError
    how, word = d.aggregate("sum", "sum", "mean")
    return d.task(f'ax = {d.df}.groupby({q(c)})[{q(n)}].{how}().plot.pie(autopct="%1.1f%%")', agg=word, n=n, c=c)


@skill("plots", 1.5, (
    "pie chart of {c}", "pie chart of {c} counts", "draw a pie of how often each {c} occurs", "plot the share of each {c} as a pie", "pie chart of the number of rows per {c}", "{c} as a pie chart", "show the split of {c} in a pie chart", "!a pie showing the number of rows for each {c}", "!make a pie of {c} counts",
))
def plot_pie_counts(d: Draw) -> Task:
    c = d.group()
    return d.task(f'ax = {d.col(c)}.value_counts().plot.pie(autopct="%1.1f%%")', c=c)


@skill("plots", 2, (
    "heatmap of the correlations", "correlation heatmap", "plot the correlation matrix", "heatmap of correlations between numeric columns", "show the correlation matrix as a heatmap", "draw a heatmap of the correlation matrix", "visualize correlations between all numeric columns", "how are the numeric columns correlated? draw a heatmap",
    "!draw the correlations of all numeric columns as a heatmap", "!make a heatmap showing the correlation matrix",
))
def plot_correlation(d: Draw) -> Task:
    lines = (f"corr = {d.df}.corr(numeric_only=True)", 'plt.imshow(corr, cmap="coolwarm", vmin=-1, vmax=1)', "plt.xticks(range(len(corr)), corr.columns, rotation=90)", "plt.yticks(range(len(corr)), corr.columns)", "plt.colorbar()")
    return d.task("\n".join(lines))


@skill("plots", 1.5, (
    "histograms of all numeric columns", "plot the distribution of every numeric column", "hist of every column", "histogram for each numeric column", "show how all numeric columns are distributed", "draw histograms of all numeric columns in subplots", "distribution plots of all numeric columns",
    "one histogram per numeric column", "!draw the distribution of each numeric column", "!make histograms for all the numeric columns",
))
def plot_all_hists(d: Draw) -> Task:
    d.number()
    return d.task(f"axes = {d.df}.hist(figsize=(10, 8))")


@skill("plots", 1.5, (
    "bar chart of {agg} {n} and {m} by {c}{more}", "plot {agg} {n} and {m} per {c} side by side as bars{more}", "grouped bar chart of {agg} {n} and {m} for each {c}{more}", "compare {agg} {n} and {m} by {c} in a bar chart{more}", "bars of {agg} {n} and {m} per {c}{more}", "draw the {agg} {n} and {m} of each {c} as bars{more}",
    "{agg} {n} and {m} by {c} as a bar chart{more}", "!chart {agg} {n} next to {m} for every {c} as bars{more}", "!show bars of both {n} and {m} ({agg}) by {c}{more}",
))
def plot_two_bars(d: Draw) -> Task:
    n, m, c, (code, more) = d.number(), d.number(), d.group(), labels(d)
    how, word = d.aggregate("mean", "sum", "max", "median")
    return d.task(f"ax = {d.df}.groupby({q(c)})[[{q(n)}, {q(m)}]].{how}().plot.bar({_call(code)})", agg=word, n=n, m=m, c=c, more=more)


@skill("plots", 2.5, {
    "hist": ("histogram of {n} where {cond}", "plot the distribution of {n} for rows with {cond}", "hist of {n} if {cond}", "histogram of {n} for rows where {cond}", "draw a histogram of {n} only where {cond}", "show how {n} is distributed where {cond}", "{n} histogram, only rows with {cond}", "!for rows where {cond}, draw a histogram of {n}"),
    "bar": ("bar chart of {agg} {n} by {c} where {cond}", "plot {agg} {n} per {c} as bars for rows with {cond}", "bars of {agg} {n} by {c} if {cond}", "bar chart of {agg} {n} for each {c}, only rows where {cond}", "show {agg} {n} by {c} in a bar chart where {cond}", "draw {agg} {n} per {c} as bars only where {cond}",
            "for rows where {cond} plot {agg} {n} by {c} as bars", "!where {cond}, chart the {agg} {n} by {c} as bars"),
    "scatter": ("scatter plot of {n} against {m} where {cond}", "scatter {n} vs {m} for rows with {cond}", "plot {n} against {m} as points, only where {cond}", "scatter plot of {n} versus {m} for rows where {cond}", "show a scatter plot of {n} vs {m} if {cond}", "draw {n} against {m} as a scatter plot where {cond}",
                "for rows with {cond} scatter {n} vs {m}", "!where {cond}, scatter {n} against {m}"),
})
def plot_filtered(d: Draw) -> Task:
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
