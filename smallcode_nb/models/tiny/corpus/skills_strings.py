"""Skills on text columns: case, length, pieces, replacement.

Knows pandas' string accessor. Does not know filters by text (skills_filter.py).
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill

_CALLS = {
    "upper": "upper()",
    "lower": "lower()",
    "title": "title()",
    "strip": "strip()",
    "length": "len()",
    "first_word": "split().str[0]",
    "last_word": "split().str[-1]",
    "words": "split().str.len()",
    "digits": r'extract(r"(\d+)")[0]',
}


@skill("strings", 4)
def _string_call(d: Draw) -> Task:
    c, kind = d.text(), d.pick(*_CALLS)
    return d.task(f"{d.col(c)}.str.{_CALLS[kind]}", kind, c=c)


@skill("strings", 2)
def _string_cut(d: Draw) -> Task:
    c, k, kind = d.text(), d.small(2, 5), d.pick("start", "end")
    return d.task(f"{d.col(c)}.str[{f':{k}' if kind == 'start' else f'-{k}:'}]", kind, c=c, k=k)


@skill("strings", 2.5)
def _string_replace(d: Draw) -> Task:
    kind = d.pick("value", "value", "mark")
    if kind == "mark":
        c = d.text()
        return d.task(f'{d.col(c)}.str.replace(" ", "_")', kind, c=c)
    c = d.group()
    a, b = d.value(c), d.new_name()
    return d.task(f"{d.col(c)}.replace({q(a)}, {q(b)})", kind, c=c, a=a, b=b)


@skill("strings", 2)
def _string_column(d: Draw) -> Task:
    c, s = d.text(), d.new_name()
    call, what = d.pick(
        ("len()", "the length"),
        ("upper()", "the upper case"),
        ("lower()", "the lower case"),
        ("split().str[0]", "the first word"),
        ("[0]", "the first letter"),
    )
    code = f"{d.col(c)}.str{call}" if call.startswith("[") else f"{d.col(c)}.str.{call}"
    return d.task(f"{d.df}[{q(s)}] = {code}\n{d.df}.head()", s=s, what=Word(what), c=c)


@skill("strings", 2)
def _string_longest(d: Draw) -> Task:
    c = d.text()
    return d.task(f"{d.col(c)}.loc[{d.col(c)}.str.len().idxmax()]", c=c)
