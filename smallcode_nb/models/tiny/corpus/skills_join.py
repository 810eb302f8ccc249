"""Skills on two frames that share a column."""

from __future__ import annotations

from dataclasses import dataclass

from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role, Table


@dataclass(frozen=True, slots=True)
class Pair:
    """Both frames, left first, and the column they share."""

    left: Table
    right: Table
    key: Column

    @property
    def words(self) -> dict[str, object]:
        """Slots for their names."""
        return {"l": Exact(self.left.name), "r": Exact(self.right.name), "key": self.key}


def pair(d: Draw) -> Pair:
    """The two frames in random order."""
    if not d.world.key:
        raise UnsuitableError
    left, right = d.rng.sample(list(d.world.tables), 2)
    key = next(c for c in left.columns if c.name == d.world.key)
    d.table = left
    return Pair(left, right, key)


def _task(p: Pair, code: str, variant: str = "", **slots: object) -> Task:
    return Task(code, {**p.words, **slots}, variant, frame="", lenient=variant == "anti")


@skill("join", 5)
def _join(d: Draw) -> Task:
    p, how = pair(d), d.pick("inner", "inner", "inner", "left", "left", "outer")
    extra = "" if how == "inner" else f', how="{how}"'
    return _task(p, f"{p.left.name}.merge({p.right.name}, on={q(p.key)}{extra})", how)


@skill("join", 2.5)
def _matching_rows(d: Draw) -> Task:
    p, kind = pair(d), d.pick("anti", "semi")
    inside = f"{p.left.name}[{q(p.key)}].isin({p.right.name}[{q(p.key)}])"
    return _task(p, f"{p.left.name}[{'~' if kind == 'anti' else ''}{inside}]", kind)


@skill("join", 4)
def _join_aggregate(d: Draw) -> Task:
    p, kind, k = pair(d), d.pick("right", "right", "top", "bar"), d.small(2, 5)
    n = d.number()
    fit = [c for c in p.right.having(Role.GROUP) if c.name != p.key.name]
    if not fit:
        raise UnsuitableError
    c, (how, word) = d.rng.choice(fit), d.aggregate("mean", "sum", "sum", "max", "median")
    code = f"{p.left.name}.merge({p.right.name}, on={q(p.key)}).groupby({q(c)})[{q(n)}].{how}()"
    code = {"right": code, "top": f"{code}.nlargest({k})", "bar": f"ax = {code}.plot.bar()"}[kind]
    return _task(p, code, kind, agg=word, n=n, c=c, k=k)


@skill("join", 2)
def _lookup(d: Draw) -> Task:
    p, new, kind = pair(d), d.new_name(), d.pick("map", "map", "count")
    numbers = p.right.having(Role.NUMBER)
    m, (how, word) = d.rng.choice(numbers), d.aggregate("mean", "sum", "max", "min")
    right = (
        f"{p.right.name}[{q(p.key)}].value_counts()"
        if kind == "count"
        else f"{p.right.name}.groupby({q(p.key)})[{q(m)}].{how}()"
    )
    code = f"{p.left.name}[{q(new)}] = {p.left.name}[{q(p.key)}].map({right})\n{p.left.name}.head()"
    return _task(p, code, kind, agg=word, m=m, new=new)


@skill("join", 2)
def _two_frames(d: Draw) -> Task:
    p, kind = pair(d), d.pick("concat", "concat", "common", "only", "rows")
    left, right, key = p.left.name, p.right.name, q(p.key)
    code = {
        "concat": f"pd.concat([{left}, {right}], ignore_index=True)",
        "common": f"sorted(set({left}[{key}]) & set({right}[{key}]))",
        "only": f"sorted(set({left}[{key}]) - set({right}[{key}]))",
        "rows": f"len({left}), len({right})",
    }[kind]
    return Task(code, p.words, kind, frame="", lenient=True)
