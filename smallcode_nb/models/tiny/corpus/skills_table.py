"""Skills about the table itself: order, columns, rows, shape, pivots, missing values, duplicates."""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role

_DOWN = "[descending|, highest first|, largest first| from largest to smallest| in descending order| desc]"
_UP = "[| ascending|, lowest first|, smallest first| from smallest to largest| in ascending order]"


@skill("table", 4)
def _sort_rows(d: Draw) -> Task:
    n = d.column(
        Role.NUMBER,
        Role.NUMBER,
        Role.GROUP,
        Role.LABEL,
        Role.DATE,
        where=lambda c: not c.is_index and (c.role != Role.DATE or c.dtype == "datetime"),
    )
    down = d.maybe(0.6)
    kind = "date" if n.role == Role.DATE and down else "down" if down else "up"
    return d.task(
        f"{d.df}.sort_values({q(n)}{', ascending=False' if down else ''})", kind, n=n, df=Word("[rows|table|data]")
    )


@skill("table", 2.5)
def _sort_two(d: Draw) -> Task:
    c, n, kind = d.group(), d.number(), d.pick("same", "mixed")
    order = ", ascending=[True, False]" if kind == "mixed" else ""
    return d.task(f"{d.df}.sort_values([{q(c)}, {q(n)}]{order})", kind, c=c, n=n)


@skill("table", 5)
def _top_rows(d: Draw) -> Task:
    n, k, kind = d.number(), d.small(), d.pick("top", "top", "bottom", "select")
    code = f"{d.df}.{'nsmallest' if kind == 'bottom' else 'nlargest'}({k}, {q(n)})"
    if kind != "select":
        return d.task(code, kind, n=n, k=k)
    e = d.text()
    return d.task(f"{code}[[{q(e)}, {q(n)}]]", kind, n=n, k=k, e=e)


@skill("table", 3)
def _overview(d: Draw) -> Task:
    k, s = d.small(2, 12), d.pick(0, 1, 7, 42, 123)
    codes = {
        "head": f".head({k})",
        "tail": f".tail({k})",
        "sample": f".sample({k})",
        "seeded": f".sample({k}, random_state={s})",
        "shuffle": ".sample(frac=1)",
        "shape": ".shape",
        "columns": ".columns.tolist()",
        "dtypes": ".dtypes",
        "memory": ".memory_usage(deep=True).sum()",
        "numeric": '.select_dtypes("number")',
    }
    kind = d.pick(*codes, "rows", "head", "columns", "shape")
    return d.task(f"len({d.df})" if kind == "rows" else d.df + codes[kind], kind, k=k, s=Word(str(s)))


@skill("table", 3)
def _columns_chosen(d: Draw) -> Task:
    kind = d.pick(
        "select", "select", "select", "drop", "drop", "drop many", "rename", "rename", "rename two", "lower", "snake"
    )
    anything = (Role.NUMBER, Role.GROUP, Role.LABEL, Role.DATE, Role.FLAG)

    def one() -> Column:
        return d.column(*anything, where=lambda c: not c.is_index)

    if kind in ("lower", "snake"):
        return d.task(
            f"{d.df}.rename(columns=str.lower)"
            if kind == "lower"
            else f'{d.df}.rename(columns=lambda c: c.replace(" ", "_"))',
            kind,
        )
    if kind in ("select", "drop many"):
        cs = [one() for _ in range(d.pick(2, 2, 3, 3, 4) if kind == "select" else 2)]
        listed = "[" + ", ".join(q(c) for c in cs) + "]"
        return d.task(f"{d.df}[{listed}]" if kind == "select" else f"{d.df}.drop(columns={listed})", kind, cs=cs)
    c = one()
    if kind == "drop":
        return d.task(f"{d.df}.drop(columns={q(c)})", kind, c=c)
    new = d.new_name()
    if kind == "rename":
        return d.task(f"{d.df}.rename(columns={{{q(c)}: {q(new)}}})", kind, c=c, new=new)
    e, other = one(), d.new_name()
    return d.task(
        f"{d.df}.rename(columns={{{q(c)}: {q(new)}, {q(e)}: {q(other)}}})", kind, c=c, new=new, e=e, other=other
    )


@skill("table", 3)
def _pivot_table(d: Draw) -> Task:
    n, c, e = d.number(), d.group(), d.group()
    how, word = d.aggregate()
    return d.task(
        f'{d.df}.pivot_table(index={q(c)}, columns={q(e)}, values={q(n)}, aggfunc="{how}")', agg=word, n=n, c=c, e=e
    )


@skill("table", 2.5)
def _crosstab(d: Draw) -> Task:
    c, e, kind = d.group(), d.group(), d.pick("counts", "counts", "shares", "totals")
    extra = {"counts": "", "shares": ', normalize="index"', "totals": ", margins=True"}[kind]
    return d.task(f"pd.crosstab({d.col(c)}, {d.col(e)}{extra})", kind, c=c, e=e)


@skill("table", 2)
def _reshape(d: Draw) -> Task:
    kind = d.pick("melt", "melt", "melt", "set", "set", "reset", "sort", "transpose")
    if kind == "melt":
        n, m, c = d.number(), d.number(), d.text()
        return d.task(f"{d.df}.melt(id_vars={q(c)}, value_vars=[{q(n)}, {q(m)}])", kind, n=n, m=m, c=c)
    if kind == "set":
        c = d.column(Role.LABEL, Role.GROUP, Role.DATE, where=lambda c: not c.is_index)
        return d.task(f"{d.df}.set_index({q(c)})", kind, c=c)
    return d.task(d.df + {"reset": ".reset_index(drop=True)", "sort": ".sort_index()", "transpose": ".T"}[kind], kind)


@skill("missing", 3.5)
def _missing(d: Draw) -> Task:
    kind = d.pick("counts", "counts", "shares", "total", "one", "rows", "drop", "drop one", "drop columns")
    codes = {
        "counts": ".isna().sum()",
        "shares": ".isna().mean() * 100",
        "total": ".isna().sum().sum()",
        "drop": ".dropna()",
        "drop columns": ".dropna(axis=1)",
    }
    if kind == "rows":
        return d.task(f"{d.df}[{d.df}.isna().any(axis=1)]", kind)
    if kind in codes:
        return d.task(d.df + codes[kind], kind)
    n = d.column(Role.NUMBER, Role.GROUP, Role.LABEL, where=lambda c: c.missing)
    return d.task(f"{d.col(n)}.isna().sum()" if kind == "one" else f"{d.df}.dropna(subset={q(n)})", kind, n=n)


@skill("missing", 3.5)
def _fill_missing(d: Draw) -> Task:
    kind = d.pick("agg", "agg", "agg", "value", "value", "forward", "interpolate", "group", "group", "zero")
    if kind == "zero":
        d.number(missing=True)
        return d.task(f"{d.df}.fillna(0)", kind)
    if kind == "value" and d.maybe(0.4):
        n = d.column(Role.GROUP, Role.LABEL, where=lambda c: c.missing and c.dtype == "str")
        v: object = d.pick("unknown", "Unknown", "missing", "none", "n/a", "other")
        return d.task(f"{d.col(n)}.fillna({q(str(v))})", kind, n=n, v=v)
    n = d.number(missing=True)
    how = d.pick("mean", "mean", "median", "median", "max", "min")
    slots: dict[str, object] = {
        "n": n,
        "agg": Word({"mean": "[mean|average]", "median": "median", "max": "maximum", "min": "minimum"}[how]),
    }
    match kind:
        case "agg":
            return d.task(f"{d.col(n)}.fillna({d.col(n)}.{how}())", kind, **slots)
        case "value":
            v = d.pick(0, 0, 0, 1, -1, 999)
            return d.task(f"{d.col(n)}.fillna({v})", kind, **slots, v=v)
        case "group":
            c = d.group()
            return d.task(f'{d.col(n)}.fillna({d.df}.groupby({q(c)})[{q(n)}].transform("{how}"))', kind, **slots, c=c)
        case _:
            return d.task(f"{d.col(n)}.{'ffill' if kind == 'forward' else 'interpolate'}()", kind, n=n)


@skill("table", 2.5)
def _duplicates(d: Draw) -> Task:
    kind = d.pick("drop", "drop by", "drop by", "count", "count by")
    if kind in ("drop", "count"):
        return d.task(d.df + (".drop_duplicates()" if kind == "drop" else ".duplicated().sum()"), kind)
    c = d.text()
    return d.task(
        f"{d.df}.drop_duplicates({q(c)})" if kind == "drop by" else f"{d.col(c)}.duplicated().sum()", kind, c=c
    )
