"""Skills on two frames that share a column."""

from __future__ import annotations

from dataclasses import dataclass

from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, Word, q
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


@skill("join", 5, {
    "inner": ("[merge|join] {l} and {r} on {key}", "[merge|join] {l} with {r} by {key}", "inner join of {l} and {r} on {key}", "combine {l} and {r} on {key}", "{l} joined with {r} on {key}", "match {l} with {r} by {key}", "merge the tables {l} and {r} using {key}", "how do i join {l} and {r} on {key}?", "!put {l} and {r} together by {key}", "!bring {r} and {l} together on the common {key}"),
    "left": ("left join {l} with {r} on {key}", "[merge|join] {l} with {r} on {key}, [keep|keeping] all rows of {l}", "add the columns of {r} to {l} by {key}", "left merge {l} and {r} on {key}", "look up {r} for each row of {l} by {key}", "keep every row of {l} and attach {r} on {key}", "{l} left joined with {r} by {key}", "!attach the columns of {r} to {l} on {key}", "!join {r} to {l} by {key} and keep all rows of {l}"),
    "outer": ("outer join of {l} and {r} on {key}", "full outer join {l} and {r} by {key}", "[merge|join] {l} and {r} on {key}, keep all rows of both", "outer merge {l} with {r} on {key}", "combine {l} and {r} on {key} and keep everything", "full join {l} {r} on {key}", "merge {l} and {r} by {key} without losing rows", "!join {l} and {r} on {key} keeping all rows of both"),
})
def join(d: Draw) -> Task:
    p, how = pair(d), d.pick("inner", "inner", "inner", "left", "left", "outer")
    extra = "" if how == "inner" else f', how="{how}"'
    return _task(p, f"{p.left.name}.merge({p.right.name}, on={q(p.key)}{extra})", how)


@skill("join", 2.5, {
    "anti": ("rows of {l} [without a match in|that have no match in|missing from] {r} [by|on] {key}", "which rows of {l} have a {key} that is not in {r}?", "{l} rows whose {key} does not appear in {r}", "anti join {l} with {r} on {key}", "{key} in {l} but not in {r}, show the rows", "rows in {l} not found in {r} by {key}", "keep rows of {l} whose {key} is missing in {r}", "!the rows of {l} for which {r} has no {key}", "!show rows of {l} with a {key} that {r} does not have"),
    "semi": ("rows of {l} [with a match in|that have a match in|also found in] {r} [by|on] {key}", "which rows of {l} have a {key} that is in {r}?", "{l} rows whose {key} appears in {r}", "semi join {l} with {r} on {key}", "rows in {l} whose {key} is found in {r}", "keep rows of {l} whose {key} is in {r}", "only {l} rows with a {key} that exists in {r}", "!the rows of {l} for which {r} has the {key}", "!show rows of {l} with a {key} that {r} has too"),
})
def matching_rows(d: Draw) -> Task:
    p, kind = pair(d), d.pick("anti", "semi")
    inside = f'{p.left.name}[{q(p.key)}].isin({p.right.name}[{q(p.key)}])'
    return _task(p, f"{p.left.name}[{'~' if kind == 'anti' else ''}{inside}]", kind)


@skill("join", 4, {
    "right": ("{agg} {n} of {l} by {c} of {r}", "[merge|join] {l} and {r} on {key} and [compute|get] the {agg} {n} by {c}", "join {l} with {r} by {key}, then {agg} {n} per {c}", "{agg} {n} per {c} after joining {l} and {r} on {key}", "combine {l} and {r} on {key} and show {agg} {n} for each {c}", "with {l} joined to {r} on {key}, what is the {agg} {n} per {c}?", "join {l} and {r} on {key}, group by {c}, {agg} {n}",
              "!after merging {l} with {r} by {key} show the {agg} {n} of each {c}", "!the {agg} {n} for every {c} once {l} and {r} are joined on {key}"),
    "top": ("[merge|join] {l} and {r} on {key} and show the top {k} {c} by {agg} {n}", "join {l} with {r} by {key}, then the {k} {c} with the highest {agg} {n}", "top {k} {c} by {agg} {n} after joining {l} and {r} on {key}", "combine {l} and {r} on {key} and find the {k} {c} with the largest {agg} {n}", "with {l} joined to {r} on {key}, which {k} {c} have the highest {agg} {n}?", "join {l} and {r} on {key}, top {k} {c} by {agg} {n}", "merge {l} with {r} on {key} and list the top {k} {c} by {agg} {n}",
            "!once {l} and {r} are joined on {key}, the top {k} {c} by {agg} {n}"),
    "bar": ("[merge|join] {l} and {r} on {key} and plot {agg} {n} by {c} as bars", "join {l} with {r} by {key}, then a bar chart of {agg} {n} per {c}", "bar chart of {agg} {n} by {c} after joining {l} and {r} on {key}", "combine {l} and {r} on {key} and draw {agg} {n} for each {c} as a bar chart", "merge {l} with {r} on {key} and show a bar chart of {agg} {n} by {c}", "join {l} and {r} on {key}, bars of {agg} {n} per {c}", "with {l} joined to {r} on {key}, plot the {agg} {n} per {c} as bars",
            "!once {l} and {r} are joined on {key}, chart the {agg} {n} by {c} as bars"),
})
def join_aggregate(d: Draw) -> Task:
    p, kind, k = pair(d), d.pick("right", "right", "top", "bar"), d.small(2, 5)
    n = d.number()
    fit = [c for c in p.right.having(Role.GROUP) if c.name != p.key.name]
    if not fit:
        raise UnsuitableError
    c, (how, word) = d.rng.choice(fit), d.aggregate("mean", "sum", "sum", "max", "median")
    code = f"{p.left.name}.merge({p.right.name}, on={q(p.key)}).groupby({q(c)})[{q(n)}].{how}()"
    code = {"right": code, "top": f"{code}.nlargest({k})", "bar": f"ax = {code}.plot.bar()"}[kind]
    return _task(p, code, kind, agg=word, n=n, c=c, k=k)


@skill("join", 2, {
    "map": ("add the {agg} {m} of {r} per {key} to {l} as {new}", "new column {new} in {l}: {agg} {m} from {r} for its {key}", "for each row of {l} look up the {agg} {m} of its {key} in {r}, as {new}", "create {new} in {l} with the {agg} {m} of {r} by {key}", "map the {agg} {m} per {key} of {r} to {l} in a column {new}", "put the {agg} {m} by {key} from {r} in the column {new} of {l}", "add {new} to {l}, the {agg} {m} in {r} of its {key}",
            "!store in {l} as {new} the {agg} {m} that {r} has per {key}"),
    "count": ("add the number of {r} rows per {key} to {l} as {new}", "new column {new} in {l}: how many rows of {r} have its {key}", "count rows of {r} for each {key} and add it to {l} as {new}", "create {new} in {l} with the number of rows in {r} by {key}", "for each row of {l} count the {r} rows with the same {key}, as {new}", "add {new} to {l}, the row count in {r} of its {key}", "map {key} counts of {r} to {l} in a column {new}",
              "!store in {l} as {new} how many rows {r} has per {key}"),
})
def lookup(d: Draw) -> Task:
    p, new, kind = pair(d), d.new_name(), d.pick("map", "map", "count")
    numbers = p.right.having(Role.NUMBER)
    m, (how, word) = d.rng.choice(numbers), d.aggregate("mean", "sum", "max", "min")
    right = f"{p.right.name}[{q(p.key)}].value_counts()" if kind == "count" else f"{p.right.name}.groupby({q(p.key)})[{q(m)}].{how}()"
    code = f"{p.left.name}[{q(new)}] = {p.left.name}[{q(p.key)}].map({right})\n{p.left.name}.head()"
    return _task(p, code, kind, agg=word, m=m, new=new)


@skill("join", 2, {
    "concat": ("[stack|concatenate|append] {l} and {r}", "put the rows of {r} below {l}", "concat {l} {r}", "concatenate {l} and {r} vertically", "append {r} to {l}", "combine the rows of {l} and {r}", "stack {l} on top of {r}", "one table with the rows of {l} and {r}", "!all rows of {l} followed by those of {r}", "!place {r} under {l}"),
    "common": ("{key} that [are|appear|occur] in both {l} and {r}", "common {key} of {l} and {r}", "which {key} are in both {l} and {r}?", "shared {key} between {l} and {r}", "intersection of {key} in {l} and {r}", "find {key} found in both {l} and {r}", "list the {key} that {l} and {r} share", "!the {key} which both {l} and {r} have"),
    "only": ("{key} in {l} but not in {r}", "which {key} are in {l} but not in {r}?", "{key} of {l} missing from {r}", "list the {key} that {l} has and {r} does not", "find {key} that are only in {l} and not in {r}", "difference of {key}: {l} minus {r}", "values of {key} in {l} that {r} lacks", "!the {key} which {l} has but not {r}"),
    "rows": ("how many rows do {l} and {r} have?", "number of rows of {l} and {r}", "row counts of {l} and {r}", "count the rows of {l} and {r}", "rows in {l} and in {r}", "length of {l} and {r}", "compare the number of rows of {l} and {r}", "!the number of rows in both {l} and {r}"),
})
def two_frames(d: Draw) -> Task:
    p, kind = pair(d), d.pick("concat", "concat", "common", "only", "rows")
    left, right, key = p.left.name, p.right.name, q(p.key)
    code = {"concat": f"pd.concat([{left}, {right}], ignore_index=True)", "common": f"sorted(set({left}[{key}]) & set({right}[{key}]))", "only": f"sorted(set({left}[{key}]) - set({right}[{key}]))", "rows": f"len({left}), len({right})"}[kind]
    return Task(code, p.words, kind, frame="", lenient=True)
