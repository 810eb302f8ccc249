"""Skills that draw a chart the way somebody asked for it: colours, sizes, scales, reference lines, several axes.

Knows options of pandas' plots. Does not know plain charts (skills_plots.py).
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role

_COLORS = "red green orange purple black gray teal navy brown gold pink skyblue steelblue crimson".split()  # noqa: SIM905
_SIZES = ((8, 4), (10, 4), (10, 5), (10, 6), (12, 4), (12, 6), (6, 6), (8, 8), (14, 5), (8, 6))
_OF = {
    "hist": ("title", "xlabel", "color", "figsize", "grid", "logy", "edges", "alpha", "bins"),
    "bar": ("title", "ylabel", "color", "figsize", "grid", "rot", "rot", "logy"),
    "counts": ("title", "ylabel", "color", "figsize", "grid", "rot", "rot"),
    "scatter": ("title", "color", "figsize", "grid", "alpha", "size", "loglog", "logx"),
    "line": ("title", "ylabel", "color", "figsize", "grid", "marker", "dashes"),
}


def _option(d: Draw, name: str) -> tuple[str, Phrase]:
    words = d.new_name().replace("_", " ")
    size, angle, share = d.pick(*_SIZES), d.pick(45, 45, 90, 30, 60, 0), d.pick(0.3, 0.5, 0.5, 0.7)
    color, count = d.pick(*_COLORS), d.pick(5, 8, 10, 12, 15, 20, 25, 30, 40, 50)
    code, text, value = {
        "title": (
            f'title="{words.title()}"',
            "[ with title| titled|, title|, with the title| and the title|, title:|, headed] {v}",
            words.title(),
        ),
        "xlabel": (
            f'xlabel="{words}"',
            "[ with| and|, with|, ] x [label|axis label|axis labelled|axis title] {v}",
            words,
        ),
        "ylabel": (
            f'ylabel="{words}"',
            "[ with| and|, with|, ] y [label|axis label|axis labelled|axis title] {v}",
            words,
        ),
        "color": (
            f'color="{color}"',
            "[ in {v}| in {v}|, colour {v}|, color {v}| coloured {v}| in {v} colour|, {v}| using {v}]",
            color,
        ),
        "figsize": (
            f"figsize={size}",
            "[, figure size|, size|, figsize| with figure size| on a figure of| with a size of|, figure] {v}",
            d.pick("{} by {}", "{}x{}", "({}, {})", "{} x {}").format(*size),
        ),
        "grid": ("grid=True", "[ with a grid|, grid on|, with grid lines| and a grid|, gridlines on| over a grid]", ""),
        "logy": (
            "logy=True",
            "[ with a log y axis|, logarithmic y axis|, log scale on y|, y axis in log scale| with y on a log scale]",
            "",
        ),
        "logx": ("logx=True", "[ with a log x axis|, logarithmic x axis|, log scale on x| with x on a log scale]", ""),
        "loglog": (
            "loglog=True",
            "[ with both axes logarithmic|, log-log| on log-log axes|, log scale on both axes]",
            "",
        ),
        "rot": (
            f"rot={angle}",
            "[ with labels rotated {v} degrees|, x ticks rotated by {v}|, rotate the tick labels {v} degrees|, rotation"
            " {v}|, tick labels turned by {v} degrees| with x labels at {v} degrees]",
            str(angle),
        ),
        "edges": (
            'edgecolor="black"',
            "[ with black edges|, black edges|, bars outlined in black| and black bar edges| with a black outline]",
            "",
        ),
        "alpha": (f"alpha={share}", "[ with alpha|, alpha|, opacity| with opacity| and alpha] {v}", str(share)),
        "bins": (f"bins={count}", "[ with {v} bins|, {v} bins| in {v} bins| using {v} bins|, bins={v}]", str(count)),
        "size": (
            f"s={count}",
            "[ with marker size|, marker size|, point size| with points of size|, dot size] {v}",
            str(count),
        ),
        "marker": (
            'marker="o"',
            "[ with round markers|, markers on the points|, with dots| and circle markers| with markers]",
            "",
        ),
        "dashes": (
            'linestyle="--"',
            "[ as a dashed line|, dashed| with a dashed line|, dashed line|, line style dashed]",
            "",
        ),
    }[name]
    return code, Phrase(text, {"v": Exact(value)})


def _options(d: Draw, kind: str) -> tuple[str, Phrase]:
    """One or two keyword arguments, and the words that ask for them."""
    names = list(dict.fromkeys(d.pick(*_OF[kind]) for _ in range(d.pick(1, 1, 2))))
    made = [_option(d, name) for name in names]
    text = "".join("{" + f"o{i}" + "}" for i in range(len(made)))
    return ", ".join(code for code, _ in made), Phrase(text, {f"o{i}": words for i, (_, words) in enumerate(made)})


def _positive(d: Draw) -> Column:
    n = d.number()
    if float(d.cells(n).min()) < 0:
        raise UnsuitableError
    return n


def _moment(d: Draw) -> Column:
    return d.column(Role.DATE, where=lambda c: c.dtype == "datetime")


def _by_date(d: Draw, t: Column) -> str:
    return d.df if t.is_index else f"{d.df}.sort_values({q(t)}).set_index({q(t)})"


@skill("plots", 9)
def _chart_dressed(d: Draw) -> Task:
    kind = d.pick("hist", "bar", "bar", "counts", "scatter", "line")
    code, more = _options(d, kind)
    if kind == "counts":
        c = d.group()
        return d.task(f"ax = {d.col(c)}.value_counts().plot.bar({code})", kind, c=c, more=more)
    n = _positive(d)
    if kind == "hist":
        return d.task(f"ax = {d.col(n)}.plot.hist({code})", kind, n=n, more=more)
    if kind == "bar":
        c, (how, word) = d.group(), d.aggregate("mean", "sum", "mean", "sum", "max", "median")
        return d.task(
            f"ax = {d.df}.groupby({q(c)})[{q(n)}].{how}().plot.bar({code})", kind, agg=word, n=n, c=c, more=more
        )
    if kind == "scatter":
        m = _positive(d)
        return d.task(f"ax = {d.df}.plot.scatter(x={q(m)}, y={q(n)}, {code})", kind, n=n, m=m, more=more)
    t = _moment(d)
    return d.task(f"ax = {_by_date(d, t)}[{q(n)}].plot({code})", kind, n=n, t=t, more=more)


@skill("plots", 3)
def _chart_mean_line(d: Draw) -> Task:
    n, kind, color = d.number(), d.pick("hist", "bar"), d.pick("red", "red", "black", "green", "orange")
    look = Word("" if color == "red" else color)
    style = f'color="{color}", linestyle="--"'
    if kind == "hist":
        at, words = d.pick(("mean", "[mean|average]"), ("mean", "[mean|average]"), ("median", "median"))
        code = f"ax = {d.col(n)}.plot.hist()\nax.axvline({d.col(n)}.{at}(), {style})"
        return d.task(code, kind, n=n, agg=Word(words), look=look)
    c, (how, word) = d.group(), d.aggregate("mean", "sum", "mean", "max")
    v = d.pick("totals", "bars", "result", "values", "grouped", "stats")
    code = f"{v} = {d.df}.groupby({q(c)})[{q(n)}].{how}()\nax = {v}.plot.bar()\nax.axhline({v}.mean(), {style})"
    return d.task(code, kind, n=n, c=c, agg=word, look=look)


@skill("plots", 2.5)
def _chart_top_values(d: Draw) -> Task:
    c, k, kind = d.text(), d.small(2, 8), d.pick("bar", "barh")
    return d.task(f"ax = {d.col(c)}.value_counts().head({k}).plot.{kind}()", kind, c=c, k=k)


@skill("plots", 2)
def _chart_area(d: Draw) -> Task:
    n, m, t = _positive(d), _positive(d), _moment(d)
    rule, word = d.pick(
        ("MS", "[monthly|per month|by month]"), ("YS", "[yearly|per year|by year]"), ("QS", "[quarterly|per quarter]")
    )
    return d.task(f"ax = {d.resampled(t, rule)}[[{q(n)}, {q(m)}]].sum().plot.area()", n=n, m=m, t=t, every=Word(word))


@skill("plots", 2)
def _chart_second_axis(d: Draw) -> Task:
    n, m, t = d.number(), d.number(), _moment(d)
    return d.task(f"ax = {_by_date(d, t)}[[{q(n)}, {q(m)}]].plot(secondary_y={q(m)})", n=n, m=m, t=t)


@skill("plots", 3)
def _chart_side_by_side(d: Draw) -> Task:
    n, kind = d.number(), d.pick("hists", "box", "counts")
    left, slots = f"{d.col(n)}.plot.hist(ax=axes[0])", {"n": n}
    if kind == "hists":
        slots["m"] = m = d.number()
        left = f"{d.col(n)}.plot.hist(ax=axes[0], title={q(n)})"
        right = f"{d.col(m)}.plot.hist(ax=axes[1], title={q(m)})"
    elif kind == "box":
        right = f"{d.col(n)}.plot.box(ax=axes[1])"
    else:
        slots["c"] = c = d.group()
        right = f"{d.col(c)}.value_counts().plot.bar(ax=axes[1])"
    return d.task(f"fig, axes = plt.subplots(1, 2, figsize=(10, 4))\n{left}\n{right}", kind, **slots)


@skill("plots", 2.5)
def _chart_overlaid(d: Draw) -> Task:
    n, kind = d.number(), d.pick("groups", "columns")
    off = d.maybe(0.25)
    legend = Word("[ without a legend|, no legend|, legend off| and hide the legend|, without legend]" if off else "")
    code = "alpha=0.5, legend=False" if off else "alpha=0.5"
    if kind == "groups":
        c = d.group()
        return d.task(
            f"ax = {d.df}.pivot(columns={q(c)}, values={q(n)}).plot.hist({code})", kind, n=n, c=c, legend=legend
        )
    m = d.number()
    return d.task(f"ax = {d.df}[[{q(n)}, {q(m)}]].plot.hist({code})", kind, n=n, m=m, legend=legend)


@skill("plots", 2)
def _chart_running(d: Draw) -> Task:
    n, t = d.number(), _moment(d)
    return d.task(f"ax = {_by_date(d, t)}[{q(n)}].cumsum().plot()", n=n, t=t)


@skill("plots", 2)
def _chart_box_columns(d: Draw) -> Task:
    cs = [d.number() for _ in range(d.pick(2, 2, 3))]
    return d.task(f"ax = {d.df}[[{', '.join(q(c) for c in cs)}]].plot.box()", cs=cs)


@skill("plots", 1.5)
def _chart_missing(d: Draw) -> Task:
    d.column(Role.NUMBER, Role.GROUP, Role.LABEL, where=lambda c: c.missing)
    return d.task(f"ax = {d.df}.isna().sum().plot.bar()")


@skill("plots", 2.5)
def _chart_scatter_groups(d: Draw) -> Task:
    n, m, c = d.number(), d.number(), d.group()
    loop = f"for name, part in {d.df}.groupby({q(c)}):"
    return d.task(f"{loop}\n    plt.scatter(part[{q(m)}], part[{q(n)}], label=name)\nplt.legend()", n=n, m=m, c=c)


@skill("plots", 2.5)
def _chart_trend(d: Draw) -> Task:
    n, m = d.number(missing=False), d.number(missing=False)
    lines = (
        f"slope, intercept = np.polyfit({d.col(m)}, {d.col(n)}, 1)",
        f"ax = {d.df}.plot.scatter(x={q(m)}, y={q(n)})",
        f'ax.plot({d.col(m)}, slope * {d.col(m)} + intercept, color="red")',
    )
    return d.task("\n".join(lines), n=n, m=m)
