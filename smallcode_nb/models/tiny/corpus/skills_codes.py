"""Skills that turn strings into other values: recoding, dummy columns, integer codes, and joining two columns.

Knows encodings. Does not know case, pieces and replacement (skills_strings.py).
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill


@skill("strings", 2)
def _text_encode(d: Draw) -> Task:
    c, kind = d.group(), d.pick("map", "dummies", "codes")
    if kind == "map":
        old = d.values(c, 2)
        new = [d.pick("0", "1", "x", "yes", "other", "base") if d.maybe(0.3) else d.identifier() for _ in old]
        inside = ", ".join(f"{q(a)}: {q(b)}" for a, b in zip(old, new, strict=True))
        sign = d.pick(" to ", " -> ", " into ")
        pairs = Phrase(f"{{a}}{sign}{{b}} and {{x}}{sign}{{y}}", {"a": old[0], "b": new[0], "x": old[1], "y": new[1]})
        return d.task(f"{d.col(c)}.replace({{{inside}}})", kind, c=c, pairs=pairs)
    return d.task(
        f"pd.get_dummies({d.col(c)})" if kind == "dummies" else f'{d.col(c)}.astype("category").cat.codes', kind, c=c
    )


@skill("strings", 1.5)
def _text_join(d: Draw) -> Task:
    c, e, new = d.text(), d.text(), d.new_name()
    sep, word = d.pick(
        (" ", "a space"), ("-", "a dash"), ("_", "an underscore"), (", ", "a comma and a space"), ("/", "a slash")
    )
    code = f'{d.df}[{q(new)}] = {d.col(c)} + "{sep}" + {d.col(e)}\n{d.df}.head()'
    return d.task(code, c=c, e=e, new=new, sep=Word(word))
