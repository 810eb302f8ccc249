"""Skills that answer with numbers: aggregates of columns, counts of values, correlation, spread, outliers."""

from __future__ import annotations

from dataclasses import replace

from smallcode_nb.models.tiny.corpus.draw import AGGREGATES, Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill


@skill("stats", 4)
def _column_aggregate(d: Draw) -> Task:
    n = d.number()
    how = d.pick(*AGGREGATES, "mean", "sum", "max", "min")
    plain = {
        "mean": "average",
        "sum": "total",
        "max": "maximum",
        "min": "minimum",
        "median": "median",
        "std": "standard deviation",
    }[how]
    return d.task(f"{d.col(n)}.{how}()", agg=Word(AGGREGATES[how]), plain=Word(plain), n=n)


@skill("stats", 2)
def _column_aggregates(d: Draw) -> Task:
    n = d.number()
    words = {
        "mean": "[mean|average]",
        "sum": "[sum|total]",
        "max": "[max|maximum]",
        "min": "[min|minimum]",
        "median": "median",
        "std": "[std|standard deviation]",
    }
    names = d.rng.sample(list(words), d.pick(2, 2, 3))
    listed = "[" + ", ".join(q(h) for h in names) + "]"
    return d.task(f"{d.col(n)}.agg({listed})", hows=[Word(words[h]) for h in names], n=n)


@skill("stats", 2.5)
def _correlation(d: Draw) -> Task:
    n, m = d.number(), d.number()
    return d.task(f"{d.col(n)}.corr({d.col(m)})", n=n, m=m)


@skill("stats", 2)
def _correlation_matrix(d: Draw) -> Task:
    n = d.number()
    if d.maybe(0.5):
        return d.task(f"{d.df}.corr(numeric_only=True)", "matrix")
    return d.task(f"{d.df}.corr(numeric_only=True)[{q(n)}].sort_values(ascending=False)", "with", n=n)


@skill("stats", 5)
def _value_counts(d: Draw) -> Task:
    c, k = d.group(), d.small(2, 5)
    kind = d.pick("counts", "counts", "counts", "shares", "percent", "top")
    tail = {"counts": "()", "shares": "(normalize=True)", "percent": "(normalize=True) * 100", "top": f"().head({k})"}[
        kind
    ]
    return d.task(f"{d.col(c)}.value_counts{tail}", kind, c=c, k=k)


@skill("stats", 2.5)
def _mode(d: Draw) -> Task:
    c = d.group()
    return d.task(f"{d.col(c)}.mode()[0]", "one", c=c)


@skill("stats", 3)
def _unique_values(d: Draw) -> Task:
    kind = d.pick("count", "count", "list", "list", "all")
    if kind == "all":
        return d.task(f"{d.df}.nunique()", kind)
    c = d.text()
    return d.task(f"{d.col(c)}.{'nunique' if kind == 'count' else 'unique'}()", kind, c=c)


@skill("stats", 2)
def _percentile(d: Draw) -> Task:
    n, p = d.number(), d.pick(1, 5, 10, 20, 25, 75, 80, 90, 95, 99)
    return d.task(f"{d.col(n)}.quantile({p / 100})", n=n, p=Word(str(p)))


@skill("stats", 1.5)
def _spread(d: Draw) -> Task:
    n, kind = d.number(), d.pick("quartiles", "iqr", "range")
    column = d.col(n)
    code = {
        "quartiles": f"{column}.quantile([0.25, 0.5, 0.75])",
        "iqr": f"{column}.quantile(0.75) - {column}.quantile(0.25)",
        "range": f"{column}.max() - {column}.min()",
    }[kind]
    return d.task(code, kind, n=n)


@skill("stats", 2)
def _outliers(d: Draw) -> Task:
    n = d.number()
    kind, mark = d.pick(("find", "~"), ("drop", ""))
    column = d.col(n)
    lines = (
        f"q1, q3 = {column}.quantile([0.25, 0.75])",
        "iqr = q3 - q1",
        f"{d.df}[{mark}{column}.between(q1 - 1.5 * iqr, q3 + 1.5 * iqr)]",
    )
    return replace(d.task("\n".join(lines), kind, n=n), lenient=True)


@skill("stats", 2)
def _weighted_mean(d: Draw) -> Task:
    n, m = d.number(missing=False), d.number()
    return d.task(f"({d.col(n)} * {d.col(m)}).sum() / {d.col(m)}.sum()", n=n, m=m)


@skill("stats", 2.5)
def _extreme_row(d: Draw) -> Task:
    n, kind = d.number(), d.pick("max", "min", "which", "which", "which min")
    method = "idxmin" if "min" in kind else "idxmax"
    at = f"{d.col(n)}.{method}()"
    if kind in ("max", "min"):
        return d.task(f"{d.df}.loc[{at}]", kind, n=n)
    e = d.text()
    return d.task(f"{d.df}.loc[{at}, {q(e)}]", kind, n=n, e=e)


@skill("stats", 2)
def _describe_data(d: Draw) -> Task:
    kind = d.pick("all", "one", "one", "group")
    if kind == "all":
        return d.task(f"{d.df}.describe()", kind)
    n = d.number()
    if kind == "one":
        return d.task(f"{d.col(n)}.describe()", kind, n=n)
    c = d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].describe()", kind, n=n, c=c)


@skill("stats", 2)
def _all_aggregates(d: Draw) -> Task:
    how, word = d.pick(
        ("mean", "mean"),
        ("median", "median"),
        ("std", "standard deviation"),
        ("max", "maximum"),
        ("min", "minimum"),
        ("sum", "sum"),
    )
    return d.task(f"{d.df}.{how}(numeric_only=True)", agg=Word(word))


@skill("stats", 1.5)
def _ratio_of_aggregates(d: Draw) -> Task:
    n, m = d.number(), d.number()
    how, word = d.pick(("sum", "total"), ("sum", "total"), ("mean", "average"), ("median", "median"))
    return d.task(f"{d.col(n)}.{how}() / {d.col(m)}.{how}()", agg=Word(word), n=n, m=m)
