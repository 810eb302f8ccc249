"""Skills on two frames that share a column.

Knows merges, anti-joins and stacking. Does not know single frames.
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role, Table


def _sides(d: Draw) -> tuple[Table, Table, Column]:
    if len(d.world.tables) < 2 or not d.world.key:
        raise UnsuitableError
    left, right = d.rng.sample(d.world.tables, 2)
    key = next(c for c in left.columns if c.name == d.world.key)
    return left, right, key


def _pick(d: Draw, table: Table, key: Column, *roles: Role) -> Column:
    fit = [c for c in table.having(*roles) if c.name != key.name and not c.is_index]
    if not fit:
        raise UnsuitableError
    return d.rng.choice(fit)


_HOW = {
    "inner": ("[join|merge] {a} [and|with] {b} on {k}", "inner join of {a} and {b} on {k}", "combine {a} and {b} by {k}", "[merge|join] {a} [and|with] {b} by {k}", "[join|merge] the tables {a} and {b} on {k}", "match {a} with {b} using {k}", "{a} joined [with|to] {b} on {k}", "!put {a} and {b} together by {k}", "!merge {b} into {a} using {k}"),
    "left": ("left join {a} [with|and] {b} on {k}", "left join {b} [to|onto] {a} on {k}", "merge {b} into {a} on {k}, keeping all rows of {a}", "join {a} with {b} on {k} and keep all rows of {a}", "add the columns of {b} to {a} by {k}, keep every row of {a}", "keep all {a} and add {b} by {k}", "{a} left joined with {b} on {k}", "!keep every row of {a} when joining {b} on {k}"),
    "outer": ("outer join {a} [with|and] {b} on {k}", "full join of {a} and {b} on {k}", "merge {a} and {b} on {k}, keeping all rows of both", "join {a} and {b} on {k} and keep all rows of both", "full outer join {a} {b} by {k}", "!keep every row of both {a} and {b} when joining on {k}"),
}  # fmt: skip


@skill("join", 6, _HOW)
def join_tables(d: Draw) -> Task:
    left, right, key = _sides(d)
    how = d.pick("inner", "inner", "left", "left", "outer")
    extra = "" if how == "inner" else f', how="{how}"'
    code = f"{left.name}.merge({right.name}, on={q(key)}{extra})"
    return Task(code, {"a": Exact(left.name), "b": Exact(right.name), "k": key}, how, left.name)


@skill("join", 4, (
    "{agg} {n} per {c} after joining {a} and {b} on {k}", "join {a} and {b} on {k} and show the {agg} {n} by {c}", "merge {a} with {b} on {k}, then {agg} {n} per {c}", "combine {a} and {b} by {k} and compute the {agg} {n} for each {c}",
    "join {a} with {b} on {k}, then group by {c} and take the {agg} {n}", "what is the {agg} {n} per {c} once {a} and {b} are joined on {k}?", "!after a join of {a} and {b} on {k}, {agg} {n} by {c}", "!with {a} and {b} merged by {k}, show {agg} {n} for each {c}",
))
def join_aggregate(d: Draw) -> Task:
    left, right, key = _sides(d)
    n = _pick(d, left, key, Role.NUMBER)
    c = _pick(d, right, key, Role.GROUP)
    how, word = d.aggregate("mean", "sum", "max", "min", "median")
    code = f"{left.name}.merge({right.name}, on={q(key)}).groupby({q(c)})[{q(n)}].{how}()"
    return Task(code, {"a": Exact(left.name), "b": Exact(right.name), "k": key, "n": n, "c": c, "agg": word}, frame=left.name)


@skill("join", 2.5, (
    "rows of {a} whose {k} is not in {b}", "which rows in {a} have no {k} in {b}?", "{a} without a match in {b} by {k}", "rows of {a} with {k} missing from {b}", "anti join {a} and {b} on {k}", "keep {a} rows that have no match in {b} on {k}", "!rows in {a} where {k} does not occur in {b}",
))
def join_anti(d: Draw) -> Task:
    left, right, key = _sides(d)
    code = f"{left.name}[~{left.name}[{q(key)}].isin({right.name}[{q(key)}])]"
    return Task(code, {"a": Exact(left.name), "b": Exact(right.name), "k": key}, frame=left.name, lenient=True)


@skill("join", 2, (
    "rows of {a} whose {k} is in {b}", "which rows in {a} have a {k} that is in {b}?", "{a} with a match in {b} by {k}", "rows of {a} with {k} found in {b}", "semi join {a} and {b} on {k}", "keep {a} rows that have a match in {b} on {k}", "!rows in {a} where {k} also occurs in {b}",
))
def join_semi(d: Draw) -> Task:
    left, right, key = _sides(d)
    code = f"{left.name}[{left.name}[{q(key)}].isin({right.name}[{q(key)}])]"
    return Task(code, {"a": Exact(left.name), "b": Exact(right.name), "k": key}, frame=left.name, lenient=True)


@skill("join", 2, (
    "stack {a} and {b}", "concatenate {a} and {b}", "append {b} to {a}", "put {b} below {a}", "stack the rows of {a} and {b}", "concat {a} {b}", "one table with the rows of {a} and {b}", "!the rows of {a} followed by the rows of {b}",
))
def join_stack(d: Draw) -> Task:
    left, right, _ = _sides(d)
    code = f"pd.concat([{left.name}, {right.name}], ignore_index=True)"
    return Task(code, {"a": Exact(left.name), "b": Exact(right.name)}, frame=left.name)


@skill("join", 2, (
    "which {k} are in both {a} and {b}?", "{k} that {a} and {b} have in common", "common {k} of {a} and {b}", "values of {k} found in both {a} and {b}", "shared {k} between {a} and {b}", "!list {k} occurring in both {a} and {b}",
))
def join_common(d: Draw) -> Task:
    left, right, key = _sides(d)
    code = f"sorted(set({left.name}[{q(key)}]) & set({right.name}[{q(key)}]))"
    return Task(code, {"a": Exact(left.name), "b": Exact(right.name), "k": key}, frame=left.name, lenient=True)
