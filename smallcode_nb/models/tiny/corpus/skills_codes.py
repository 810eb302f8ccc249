"""Skills that turn strings into other values: recoding, dummy columns, integer codes, and joining two columns.

Knows encodings. Does not know case, pieces and replacement (skills_strings.py).
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill


@skill("strings", 2, {
    "map": ("map {c}: {pairs}", "in {c}, turn {pairs}", "recode {c} with {pairs}", "replace the values of {c}: {pairs}", "relabel {c}: {pairs}", "change {c} values {pairs}", "recode {c} as {pairs}", "!let the values of {c} be {pairs}"),
    "dummies": ("one-hot encode {c}", "dummy variables for {c}", "get dummies of {c}", "one hot encoding of {c}", "indicator columns for {c}", "turn {c} into dummy columns", "dummies for {c}", "!an indicator column for each {c}"),
    "codes": ("label encode {c}", "encode {c} as integers", "integer codes for {c}", "turn {c} into numeric codes", "category codes of {c}", "factorize {c}", "convert {c} to integer codes", "!an integer code for every {c}"),
})
def text_encode(d: Draw) -> Task:
    c, kind = d.group(), d.pick("map", "dummies", "codes")
    if kind == "map":
        old = d.values(c, 2)
        new = [d.pick("0", "1", "x", "yes", "other", "base") if d.maybe(0.3) else d.identifier() for _ in old]
        inside = ", ".join(f"{q(a)}: {q(b)}" for a, b in zip(old, new, strict=True))
        sign = d.pick(" to ", " -> ", " into ")
        pairs = Phrase(f"{{a}}{sign}{{b}} and {{x}}{sign}{{y}}", {"a": old[0], "b": new[0], "x": old[1], "y": new[1]})
        return d.task(f"{d.col(c)}.replace({{{inside}}})", kind, c=c, pairs=pairs)
    return d.task(f"pd.get_dummies({d.col(c)})" if kind == "dummies" else f'{d.col(c)}.astype("category").cat.codes', kind, c=c)


@skill("strings", 1.5, (
    "concatenate {c} and {e} with {sep} between as {new}", "combine {c} and {e} into {new} separated by {sep}", "join {c} and {e} in a new column {new} with {sep}", "new column {new}: {c} and {e} joined by {sep}", "add {new} made of {c}, {sep} and {e}", "create {new} by joining {c} and {e} with {sep}", "glue {c} and {e} together as {new} with {sep} between",
    "!make {new} out of {c} and {e} with {sep} in the middle", "!put {c} and {e} together in {new}, separated by {sep}",
))
def text_join(d: Draw) -> Task:
    c, e, new = d.text(), d.text(), d.new_name()
    sep, word = d.pick((" ", "a space"), ("-", "a dash"), ("_", "an underscore"), (", ", "a comma and a space"), ("/", "a slash"))
    code = f'{d.df}[{q(new)}] = {d.col(c)} + "{sep}" + {d.col(e)}\n{d.df}.head()'
    return d.task(code, c=c, e=e, new=new, sep=Word(word))
