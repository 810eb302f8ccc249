"""Skills on several live variables, records and texts, and on arrays: what plain Python and NumPy are asked for daily.

Knows idioms that skills_live.py and skills_numpy.py lack. Does not know frames.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from smallcode_nb.models.tiny.corpus import skills_live as live
from smallcode_nb.models.tiny.corpus import skills_numpy as arrays
from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, Word
from smallcode_nb.models.tiny.corpus.names import syllables
from smallcode_nb.models.tiny.corpus.phrases import load
from smallcode_nb.models.tiny.corpus.phrasing import Segment
from smallcode_nb.models.tiny.corpus.registry import SKILLS, Skill, Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.skills_everyday import quoted
from smallcode_nb.models.tiny.corpus.skills_live import Idiom


def _dict_of_lists(v: object) -> bool:
    return isinstance(v, dict) and bool(v) and all(isinstance(x, list) for x in v.values())


IDIOMS: tuple[Idiom, ...] = (
    Idiom("words_by_size", live._strings,
          "{{n: [x for x in {v} if len(x) == n] for n in sorted({{len(x) for x in {v}}})}}"),
    Idiom("dict_lists_flat", _dict_of_lists, "[x for xs in {v}.values() for x in xs]"),
    Idiom("dict_lists_sums", _dict_of_lists, "{{key: sum(xs) for key, xs in {v}.items()}}"),
    Idiom("dict_shares", live._mapping, "{{key: value / sum({v}.values()) for key, value in {v}.items()}}"),
    Idiom("dict_scaled", live._mapping, "{{key: value * {k} for key, value in {v}.items()}}"),
    Idiom("text_common_words", live._text, "Counter({v}.lower().split()).most_common({k})"),
    Idiom("text_letters", live._text, "Counter(c for c in {v}.lower() if c.isalpha())"),
    Idiom("list_running_max", live._numbers, "list(itertools.accumulate({v}, max))"),
    Idiom("list_argmax", live._numbers, "{v}.index(max({v}))"),
    Idiom("list_argsort", live._numbers, "sorted(range(len({v})), key=lambda i: {v}[i])"),
    Idiom("list_shares", live._numbers, "[x / sum({v}) for x in {v}]"),
    Idiom("list_nearest", live._numbers, "min({v}, key=lambda x: abs(x - {k}))"),
    Idiom("list_moving", live._numbers, "[sum({v}[i : i + {k}]) / {k} for i in range(len({v}) - {k} + 1)]"),
    Idiom("words_numbered", live._strings, "list(enumerate({v}, start=1))"),
    Idiom("array_running_max", arrays._FLAT, "np.maximum.accumulate({v})", "numpy"),
    Idiom("array_row_shares", arrays._TABLE, "{v} / {v}.sum(axis=1, keepdims=True)", "numpy"),
    Idiom("array_nearest", arrays._FLAT, "{v}[np.abs({v} - {k}).argmin()]", "numpy"),
    Idiom("array_row_argmax", arrays._TABLE, "{v}.argmax(axis=1)", "numpy"),
    Idiom("array_share_above", arrays._ANY, "({v} > {k}).mean()", "numpy"),
    Idiom("array_quartiles", arrays._ANY, "np.percentile({v}, [25, 50, 75])", "numpy"),
    Idiom("array_arange", arrays._ANY, "np.arange(0, 100, {k})", "numpy"),
    Idiom("array_sorted_rows", arrays._TABLE, "{v}[{v}[:, 0].argsort()]", "numpy"),
)  # fmt: skip

for _idiom in IDIOMS:
    _templates = load("everyday_live")[_idiom.name]
    SKILLS[_idiom.name] = Skill(_idiom.name, _idiom.family, 1.2, live._draw(_idiom), _templates)


def _task(code: str, variant: str = "", /, **slots: object) -> Task:
    return Task(code, slots, variant, lenient=True)


def _name(text: str) -> Segment:
    return Segment(text, fixed=True)


def _list(v: object) -> bool:
    return live._numbers(v) or live._strings(v)


@skill("live", 2)
def _lists_zipped(d: Draw) -> Task:
    a, b = d.variable(live._strings), d.variable(_list)
    return _task(f"dict(zip({a}, {b}))", a=_name(a), b=_name(b))


@skill("live", 3)
def _lists_compared(d: Draw) -> Task:
    a, b = d.variable(_list), d.variable(_list)
    values: dict[str, Any] = d.world.variables
    if type(values[a][0]) is not type(values[b][0]):
        raise UnsuitableError
    kind = d.pick("both", "only", "either")
    sign = {"both": "&", "only": "-", "either": "|"}[kind]
    return _task(f"sorted(set({a}) {sign} set({b}))", kind, a=_name(a), b=_name(b))


@skill("live", 1.5)
def _dict_keys_with(d: Draw) -> Task:
    v = d.variable(live._mapping)
    values: dict[str, Any] = d.world.variables
    key = d.pick(*values[v])
    part = d.pick(key[0], key[-1], key[1:3], key[:2]).lower()
    if not part.isalpha():
        raise UnsuitableError
    return _task(
        f'{{key: value for key, value in {v}.items() if "{part}" in key.lower()}}', v=_name(v), part=quoted(d, part)
    )


@skill("live", 1.5)
def _words_with(d: Draw) -> Task:
    v = d.variable(live._strings)
    values: dict[str, Any] = d.world.variables
    letter, kind = d.pick(*values[v])[0].lower(), d.pick("start", "inside")
    if not letter.isalpha():
        raise UnsuitableError
    test = f'x.lower().startswith("{letter}")' if kind == "start" else f'"{letter}" in x.lower()'
    return _task(f"[x for x in {v} if {test}]", kind, v=_name(v), letter=quoted(d, letter))


@skill("live", 1.5)
def _text_parsed(d: Draw) -> Task:
    end, sign = d.pick(";", ",", "&", "; "), d.pick("=", "=", ":")
    names = list(dict.fromkeys(syllables(d.rng, d.pick(1, 2)) for _ in range(d.pick(2, 3, 3, 4))))
    names = d.pick(names, ["a", "b", "c"][: len(names)])
    text = end.join(f"{n}{sign}{d.rng.randint(1, 99)}" for n in names)
    code = f'{{k: int(v) for k, v in (pair.split("{sign}") for pair in "{text}".split("{end}"))}}'
    return _task(code, text=Exact(f'"{text}"' if d.maybe(0.6) else f"'{text}'"))


def _records(d: Draw) -> tuple[str, str, str]:
    """A list of records, its key of text and its key of numbers."""
    v = d.variable(live._dicts)
    values: dict[str, Any] = d.world.variables
    text, number = values[v][0]
    return v, text, number


@skill("live", 4)
def _records_asked(d: Draw) -> Task:
    v, text, number = _records(d)
    values: dict[str, Any] = d.world.variables
    k = d.pick(*values[v])[number]
    kind = d.pick("up", "down", "field", "mean", "largest", "above")
    code = {
        "up": f'sorted({v}, key=lambda r: r["{number}"])',
        "down": f'sorted({v}, key=lambda r: r["{number}"], reverse=True)',
        "field": f'[r["{text}"] for r in {v}]',
        "mean": f'sum(r["{number}"] for r in {v}) / len({v})',
        "largest": f'max({v}, key=lambda r: r["{number}"])',
        "above": f'[r for r in {v} if r["{number}"] > {k}]',
    }[kind]
    return _task(code, kind, v=_name(v), n=number, c=text, k=k)


@skill("live", 1.5)
def _records_grouped(d: Draw) -> Task:
    v, text, number = _records(d)
    how, word = d.aggregate("mean", "mean", "sum", "max")
    return _task(f'pd.DataFrame({v}).groupby("{text}")["{number}"].{how}()', v=_name(v), n=number, c=text, agg=word)


@skill("numpy", 4)
def _arrays_two(d: Draw) -> Task:
    a, b = d.variable(arrays._ANY), d.variable(arrays._ANY)
    values: dict[str, Any] = d.world.variables
    left, right = values[a], values[b]
    kind = d.pick("product", "stacked", "columns", "distance", "correlation")
    fits = {
        "product": left.shape[-1] == right.shape[0],
        "stacked": left.ndim == 2 and left.shape[-1] == right.shape[-1],
        "columns": left.ndim == right.ndim == 1 and left.shape == right.shape,
        "distance": left.shape == right.shape,
        "correlation": left.ndim == right.ndim == 1 and left.shape == right.shape,
    }
    if not fits[kind]:
        raise UnsuitableError
    code = {
        "product": f"{a} @ {b}",
        "stacked": f"np.vstack([{a}, {b}])",
        "columns": f"np.column_stack([{a}, {b}])",
        "distance": f"np.abs({a} - {b}).max()",
        "correlation": f"np.corrcoef({a}, {b})[0, 1]",
    }[kind]
    return _task(code, kind, a=_name(a), b=_name(b))


@skill("numpy", 1.5)
def _array_shape_new(d: Draw) -> Task:
    v = d.variable(arrays._FLAT)
    values: dict[str, Any] = d.world.variables
    size = int(np.size(values[v]))
    rows = d.pick(*(r for r in range(2, size) if size % r == 0), 1)
    code = f"{v}.reshape({rows}, {size // rows})"
    return _task(code, v=_name(v), r=Word(str(rows)), k=Word(str(size // rows)))
