"""Skills that make or change columns: arithmetic, conditions, bins, scaling, ranks, running values, types."""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill
from smallcode_nb.models.tiny.corpus.schema import Role
from smallcode_nb.models.tiny.corpus.skills_filter import number_condition, text_condition

SIGNS = {"+": "[plus|+]", "-": "[minus|-]", "*": "[times|multiplied by|*]", "/": "[divided by|over|/]"}


@skill("columns", 4)
def _new_column(d: Draw) -> Task:
    n, new = d.number(), d.new_name()
    kind = d.rng.random()
    if kind < 0.65:
        m = d.number()
        sign = d.pick("+", "-", "*", "/", "/")
        what, code = Phrase("{n} {o} {m}", {"n": n, "o": Word(SIGNS[sign]), "m": m}), f"{d.col(n)} {sign} {d.col(m)}"
        if sign == "/" and d.maybe(0.4):
            what = Phrase("[the ratio of|the ratio of] {n} to {m}", {"n": n, "m": m})
    elif kind < 0.85:
        sign, k = d.pick("+", "-", "*", "/"), d.pick(2, 5, 10, 12, 60, 100, 1000, 1.1, 0.5, 1.2)
        what, code = Phrase("{n} {o} {k}", {"n": n, "o": Word(SIGNS[sign]), "k": k}), f"{d.col(n)} {sign} {k}"
    else:
        call, words = d.pick(
            ("np.log({})", "the [log|natural log|logarithm] of {n}"),
            ("np.sqrt({})", "the square root of {n}"),
            ("{}.abs()", "the absolute value of {n}"),
            ("{} ** 2", "{n} squared"),
            ("{}.round()", "{n} rounded"),
        )
        what, code = Phrase(words, {"n": n}), call.format(d.col(n))
    return d.task(f"{d.df}[{q(new)}] = {code}\n{d.df}.head()", new=new, what=what)


@skill("columns", 2.5)
def _column_arithmetic(d: Draw) -> Task:
    n, m, kind = d.number(), d.number(), d.pick("two", "ratio", "diff")
    sign = {"ratio": "/", "diff": "-"}.get(kind) or d.pick("+", "*", "-", "/")
    return d.task(f"{d.col(n)} {sign} {d.col(m)}", kind, n=n, m=m, o=Word(SIGNS[sign]))


@skill("columns", 2.5)
def _conditional_column(d: Draw) -> Task:
    new = d.new_name()
    cond = d.pick(number_condition, number_condition, text_condition)(d)
    slots = {"new": new, "cond": Phrase(cond.text, cond.slots)}
    if d.maybe(0.35):
        return d.task(f"{d.df}[{q(new)}] = {cond.code}\n{d.df}.head()", "flag", **slots)
    a, b = d.pick(
        ("high", "low"),
        ("yes", "no"),
        ("big", "small"),
        ("old", "new"),
        ("pass", "fail"),
        ("good", "bad"),
        ("over", "under"),
        ("A", "B"),
        ("hot", "cold"),
        ("long", "short"),
        (d.identifier(), d.identifier()),
    )
    return d.task(
        f"{d.df}[{q(new)}] = np.where({cond.code}, {q(a)}, {q(b)})\n{d.df}.head()", "words", a=a, b=b, **slots
    )


@skill("columns", 2.5)
def _binning(d: Draw) -> Task:
    n, k, kind = (
        d.number(missing=False),
        d.pick(3, 4, 5, 5, 6, 8, 10),
        d.pick("equal", "quantile", "quartile", "edges", "counts"),
    )
    column = d.col(n)
    if kind == "edges":
        edges = sorted({d.threshold(n, a, a + 0.2) for a in (0.0, 0.35, 0.7)})
        return d.task(f"pd.cut({column}, {edges})", kind, n=n, edges=edges)
    code = {
        "equal": f"pd.cut({column}, {k})",
        "quantile": f"pd.qcut({column}, {k})",
        "quartile": f'pd.qcut({column}, 4, labels=["Q1", "Q2", "Q3", "Q4"])',
        "counts": f"pd.cut({column}, {k}).value_counts(sort=False)",
    }[kind]
    return d.task(code, kind, n=n, k=k)


@skill("columns", 2.5)
def _scaling(d: Draw) -> Task:
    n, kind = d.number(), d.pick("z", "minmax", "centre", "share")
    c = d.col(n)
    code = {
        "z": f"({c} - {c}.mean()) / {c}.std()",
        "minmax": f"({c} - {c}.min()) / ({c}.max() - {c}.min())",
        "centre": f"{c} - {c}.mean()",
        "share": f"{c} / {c}.sum() * 100",
    }[kind]
    return d.task(code, kind, n=n)


@skill("columns", 3)
def _running(d: Draw) -> Task:
    n, k = d.number(), d.small(2, 12)
    kind = d.pick(
        "cumsum", "cumsum", "cummax", "cumshare", "diff", "pct", "lag", "shift", "rolling", "rolling", "rolling"
    )
    how, word = d.pick(
        ("mean", "[average|mean]"),
        ("mean", "[average|mean]"),
        ("sum", "sum"),
        ("max", "[max|maximum]"),
        ("min", "[min|minimum]"),
        ("median", "median"),
        ("std", "[std|standard deviation]"),
    )
    c = d.col(n)
    code = {
        "cumsum": f"{c}.cumsum()",
        "cummax": f"{c}.cummax()",
        "cumshare": f"{c}.cumsum() / {c}.sum() * 100",
        "diff": f"{c}.diff()",
        "pct": f"{c}.pct_change() * 100",
        "lag": f"{c}.shift(1)",
        "shift": f"{c}.shift({k})",
        "rolling": f"{c}.rolling({k}).{how}()",
    }[kind]
    return d.task(code, kind, n=n, k=k, agg=Word(word))


@skill("columns", 2)
def _ranking(d: Draw) -> Task:
    n, down = d.number(), d.maybe(0.65)
    return d.task(f"{d.col(n)}.rank({'ascending=False' if down else ''})", "down" if down else "up", n=n)


@skill("columns", 2)
def _clipping(d: Draw) -> Task:
    n = d.number()
    a, b = d.threshold(n, 0.05, 0.3), d.threshold(n, 0.6, 0.9)
    if a < b and d.maybe(0.5):
        return d.task(f"{d.col(n)}.clip({a}, {b})", "both", n=n, a=a, b=b)
    return d.task(f"{d.col(n)}.clip(upper={b})", "upper", n=n, b=b)


@skill("columns", 1.5)
def _row_wise(d: Draw) -> Task:
    n, kind = d.number(), d.pick("round", "max", "mean", "sum")
    if kind == "round":
        k = d.pick(1, 2, 3)
        return d.task(f"{d.col(n)}.round({k})", kind, n=n, k=Word(str(k)))
    m = d.number()
    return d.task(f"{d.df}[[{q(n)}, {q(m)}]].{kind}(axis=1)", kind, n=n, m=m)


@skill("columns", 2.5)
def _conversion(d: Draw) -> Task:
    kind = d.pick("datetime", "datetime", "numeric", "str", "category", "int", "float")
    roles = {"datetime": (Role.DATE,), "numeric": (Role.NUMBER_TEXT,), "category": (Role.GROUP,)}.get(
        kind, (Role.NUMBER,)
    )
    wanted = {
        "datetime": ("str",),
        "numeric": ("str",),
        "str": ("int", "float"),
        "category": ("str",),
        "int": ("float",),
        "float": ("int",),
    }[kind]
    t = d.column(*roles, where=lambda c: c.dtype in wanted and not c.is_index and not (c.missing and kind == "int"))
    call = {"datetime": "pd.to_datetime({})", "numeric": "pd.to_numeric({})"}.get(
        kind, f'{{}}.astype("{kind}")' if kind == "category" else f"{{}}.astype({kind})"
    )
    return d.task(call.format(d.col(t)), kind, t=t)
