"""Skills about groups: aggregates per key, shares, the best group, and rows chosen within groups."""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill
from smallcode_nb.models.tiny.corpus.schema import Role


@skill("group", 9)
def _group_aggregate(d: Draw) -> Task:
    n, c = d.number(), d.group()
    how, word = d.aggregate()
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].{how}()", agg=word, n=n, c=c)


@skill("group", 5)
def _group_sorted(d: Draw) -> Task:
    n, c = d.number(), d.group()
    how, word = d.aggregate()
    down = d.maybe(0.7)
    order = "ascending=False" if down else ""
    return d.task(
        f"{d.df}.groupby({q(c)})[{q(n)}].{how}().sort_values({order})", "down" if down else "up", agg=word, n=n, c=c
    )


@skill("group", 4)
def _group_top(d: Draw) -> Task:
    n, c, k = d.number(), d.group(), d.small(2, 6)
    how, word = d.aggregate()
    top = d.maybe(0.72)
    method = "nlargest" if top else "nsmallest"
    return d.task(
        f"{d.df}.groupby({q(c)})[{q(n)}].{how}().{method}({k})", "top" if top else "bottom", agg=word, n=n, c=c, k=k
    )


@skill("group", 3.5)
def _group_best(d: Draw) -> Task:
    n, c = d.number(), d.group()
    how, word = d.aggregate("mean", "mean", "sum", "sum", "median")
    top = d.maybe(0.75)
    method = "idxmax" if top else "idxmin"
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].{how}().{method}()", "top" if top else "bottom", agg=word, n=n, c=c)


@skill("group", 3)
def _group_two_keys(d: Draw) -> Task:
    n, c, e = d.number(), d.group(), d.group()
    how, word = d.aggregate()
    return d.task(f"{d.df}.groupby([{q(c)}, {q(e)}])[{q(n)}].{how}()", agg=word, n=n, c=c, e=e)


@skill("group", 3)
def _group_two_values(d: Draw) -> Task:
    n, m, c = d.number(), d.number(), d.group()
    how, word = d.aggregate()
    return d.task(f"{d.df}.groupby({q(c)})[[{q(n)}, {q(m)}]].{how}()", agg=word, n=n, m=m, c=c)


_PLAIN = {
    "mean": "[mean|average|mean]",
    "sum": "[sum|total|sum]",
    "max": "[max|maximum]",
    "min": "[min|minimum]",
    "median": "median",
    "std": "[std|standard deviation]",
    "count": "count",
}


@skill("group", 3)
def _group_many_aggregates(d: Draw) -> Task:
    n, c = d.number(), d.group()
    names = d.rng.sample(list(_PLAIN), d.pick(2, 2, 3, 3, 4))
    listed = "[" + ", ".join(f'"{h}"' for h in names) + "]"
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].agg({listed})", hows=[Word(_PLAIN[h]) for h in names], n=n, c=c)


@skill("group", 2)
def _group_mixed_aggregates(d: Draw) -> Task:
    n, m, c = d.number(), d.number(), d.group()
    (one, word1), (two, word2) = d.aggregate(), d.aggregate()
    code = f'{d.df}.groupby({q(c)}).agg({{{q(n)}: "{one}", {q(m)}: "{two}"}})'
    return d.task(code, agg1=word1, agg2=word2, n=n, m=m, c=c)


@skill("group", 2.5)
def _group_distinct(d: Draw) -> Task:
    e, c = d.text(), d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(e)}].nunique()", e=e, c=c)


@skill("group", 2.5)
def _group_share(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].sum() / {d.col(n)}.sum() * 100", n=n, c=c)


@skill("group", 2)
def _group_broadcast(d: Draw) -> Task:
    n, c, new = d.number(), d.group(), d.new_name()
    how, word = d.aggregate()
    code = f'{d.df}[{q(new)}] = {d.df}.groupby({q(c)})[{q(n)}].transform("{how}")\n{d.df}.head()'
    return d.task(code, agg=word, n=n, c=c, new=new)


@skill("group", 2)
def _group_deviation(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f'{d.col(n)} - {d.df}.groupby({q(c)})[{q(n)}].transform("mean")', n=n, c=c)


@skill("group", 1.5)
def _group_row_share(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f'{d.col(n)} / {d.df}.groupby({q(c)})[{q(n)}].transform("sum")', n=n, c=c)


@skill("group", 2.5)
def _group_extreme_row(d: Draw) -> Task:
    n, c = d.number(), d.group()
    top = d.maybe(0.7)
    method = "idxmax" if top else "idxmin"
    return d.task(f"{d.df}.loc[{d.df}.groupby({q(c)})[{q(n)}].{method}()]", "max" if top else "min", n=n, c=c)


@skill("group", 2)
def _group_first_rows(d: Draw) -> Task:
    c, kind, k = d.group(), d.pick("first", "last", "many"), d.small(2, 5)
    call = {"first": "head(1)", "last": "tail(1)", "many": f"head({k})"}[kind]
    return d.task(f"{d.df}.groupby({q(c)}).{call}", kind, c=c, k=k)


@skill("group", 2)
def _group_top_rows(d: Draw) -> Task:
    n, c, k = d.number(), d.group(), d.small(2, 5)
    return d.task(f"{d.df}.sort_values({q(n)}, ascending=False).groupby({q(c)}).head({k})", n=n, c=c, k=k)


@skill("group", 2)
def _group_large_only(d: Draw) -> Task:
    c = d.group()
    k = int(d.cells(c).value_counts().median())
    return d.task(f'{d.df}[{d.df}.groupby({q(c)})[{q(c)}].transform("size") >= {k}]', "more", c=c, k=k)


@skill("group", 1.5)
def _group_mode(d: Draw) -> Task:
    e, c = d.column(Role.GROUP), d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(e)}].agg(lambda s: s.mode().iloc[0])", e=e, c=c)


@skill("group", 2)
def _group_quantile(d: Draw) -> Task:
    n, c, p = d.number(), d.group(), d.pick(5, 10, 25, 75, 80, 90, 95, 99)
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].quantile({p / 100})", n=n, c=c, p=Word(str(p)))


@skill("group", 2)
def _group_running_total(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].cumsum()", n=n, c=c)


@skill("group", 1.5)
def _group_rolling(d: Draw) -> Task:
    n, c, k = d.number(), d.group(), d.small(2, 7)
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].rolling({k}).mean()", n=n, c=c, k=k)


@skill("group", 1.5)
def _group_rank(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].rank(ascending=False)", n=n, c=c)
