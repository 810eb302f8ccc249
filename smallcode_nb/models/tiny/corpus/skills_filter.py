"""Skills that keep, count or drop rows by a condition. Conditions are shared with the chained skills."""

from __future__ import annotations

from dataclasses import dataclass

from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role

OPERATORS = {
    ">": "[greater than|above|over|more than|larger than|higher than|>|bigger than|exceeding]",
    "<": "[less than|below|under|lower than|smaller than|<]",
    ">=": "[at least|no less than|greater than or equal to|>=|minimum]",
    "<=": "[at most|no more than|less than or equal to|<=|up to]",
    "==": "[equal to|exactly|==|equals]",
    "!=": "[not equal to|different from|!=|other than]",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean expression and the words for it; `text` has the slots {f..}, {v..} of its own prefix."""

    code: str
    text: str
    slots: dict[str, object]


def number_condition(d: Draw, p: str = "a") -> Condition:
    """`price above 10`."""
    n = d.number()
    sign = d.rng.choices((">", "<", ">=", "<=", "==", "!="), (34, 26, 16, 12, 8, 4))[0]
    if sign in ("==", "!="):
        if n.dtype != "int":
            raise UnsuitableError
        value: int | float = int(d.rng.choice(d.cells(n).tolist()))
    else:
        value = d.threshold(n)
    text = f"{{{p}n}} [is |is ||]{{{p}o}} {{{p}v}}"
    slots: dict[str, object] = {f"{p}n": n, f"{p}o": Word(OPERATORS[sign]), f"{p}v": value}
    return Condition(f"{d.col(n)} {sign} {value}", text, slots)


def text_condition(d: Draw, p: str = "a") -> Condition:
    """`city is Boston`."""
    c = d.group()
    value = d.value(c)
    negated = d.maybe(0.12)
    sign, word = ("!=", "[is not|isn't|other than|not equal to|!=]") if negated else ("==", "[is|is|equals|equal to|=|==|is equal to|is]")
    slots: dict[str, object] = {f"{p}c": c, f"{p}o": Word(word), f"{p}v": value}
    return Condition(f"{d.col(c)} {sign} {q(value)}", f"{{{p}c}} {{{p}o}} {{{p}v}}", slots)


def date_condition(d: Draw, p: str = "a") -> Condition:
    """`date after 2021-03-05`, `date in 2021`."""
    t = d.date()
    day = d.day(t)
    kind = d.rng.random()
    if kind < 0.35:
        text = d.pick(f"{{{p}t}} in {{{p}y}}", f"{{{p}t}} in the year {{{p}y}}", f"{{{p}t}} is in {{{p}y}}", f"{{{p}t}} year is {{{p}y}}")
        return Condition(f"{d.part(t, 'year')} == {day.year}", text, {f"{p}t": t, f"{p}y": Exact(str(day.year))})
    sign, words = d.pick(
        (">", "[after|later than|is after]"), ("<", "[before|earlier than|prior to|is before]"), (">=", "[since|from|on or after|starting]"), ("<=", "[until|up to|on or before]")
    )
    shown = day.strftime("%Y-%m-%d") if d.maybe(0.8) else f"{day.strftime('%B')} {day.day}, {day.year}"
    slots: dict[str, object] = {f"{p}t": t, f"{p}o": Word(words), f"{p}v": Exact(shown)}
    return Condition(f'{d.moment(t)} {sign} "{day:%Y-%m-%d}"', f"{{{p}t}} {{{p}o}} {{{p}v}}", slots)


def flag_condition(d: Draw, p: str = "a") -> Condition:
    """`active is true`."""
    c = d.column(Role.FLAG)
    yes = d.maybe(0.7)
    word = Word("[is true|is True|true|== True]" if yes else "[is false|is False|false|is not true]")
    return Condition(d.col(c) if yes else f"~{d.col(c)}", f"{{{p}c}} {{{p}o}}", {f"{p}c": c, f"{p}o": word})


def any_condition(d: Draw, p: str = "a") -> Condition:
    """One of the above; a second draw when the table lacks the column."""
    kinds = [number_condition] * 10 + [text_condition] * 8 + [date_condition] * 3 + [flag_condition] * 2
    for _ in range(6):
        try:
            return d.rng.choice(kinds)(d, p)
        except UnsuitableError:
            continue
    raise UnsuitableError


FILTER = (
    "rows where {cond}", "[all |]rows with {cond}", "filter {cond}", "filter rows where {cond}", "keep only rows where {cond}", "show records having {cond}", "only {cond}",
    "select rows where {cond}", "where {cond}", "which rows have {cond}?", "[records|entries|observations] where {cond}", "keep {cond}", "restrict to {cond}", "filter to {cond}", "subset with {cond}",
    "all data where {cond}", "show me every row where {cond}", "!return the records where {cond}", "!keep just the rows having {cond}", "!i only want rows with {cond}",
)
COUNT = (
    "how many rows have {cond}?", "count rows where {cond}", "number of rows with {cond}", "how many [records|entries|rows] are there where {cond}?", "count {cond}", "number of [records|entries] where {cond}",
    "how many rows where {cond}?", "count of rows having {cond}", "how many times is {cond}?", "!count how many rows there are with {cond}", "!the number of rows having {cond}",
)


@skill("filter", 9, FILTER)
def filter_rows(d: Draw) -> Task:
    c = any_condition(d)
    return d.task(f"{d.df}[{c.code}]", cond=Phrase(c.text, c.slots))


@skill("filter", 4, COUNT)
def count_rows(d: Draw) -> Task:
    c = any_condition(d)
    return d.task(f"len({d.df}[{c.code}])", cond=Phrase(c.text, c.slots))


@skill("filter", 4, {
    "and": tuple(t.replace("{cond}", "{one} and {two}") for t in FILTER) + ("rows where both {one} and {two}",),
    "or": tuple(t.replace("{cond}", "{one} or {two}") for t in FILTER) + ("rows where either {one} or {two}",),
})
def filter_two(d: Draw) -> Task:
    one, two = any_condition(d, "a"), any_condition(d, "b")
    sign, kind = d.pick(("&", "and"), ("&", "and"), ("|", "or"))
    first, second = (_wrapped(c.code) for c in (one, two))
    return d.task(f"{d.df}[{first} {sign} {second}]", kind, one=Phrase(one.text, one.slots), two=Phrase(two.text, two.slots))


def _wrapped(code: str) -> str:
    return f"({code})" if " " in code.split("[")[-1] or "==" in code or ">" in code or "<" in code else code


@skill("filter", 2.5, {
    "in": ("rows where {c} is [one of|in|any of|either] {vs}", "filter {c} in {vs}", "only rows with {c} {vs}", "keep {c} in ({vs})", "select rows whose {c} is [one of|among] {vs}", "which rows have {c} in {vs}?",
           "[records|entries] with {c} among {vs}", "restrict {c} to {vs}", "!keep rows only if {c} is one of {vs}", "!just the {vs} rows of {c}"),
    "out": ("rows where {c} is [none of|not in|not one of|neither] {vs}", "filter {c} not in {vs}", "exclude {c} {vs}", "drop rows with {c} in {vs}", "remove rows whose {c} is [one of|among] {vs}", "which rows have {c} other than {vs}?",
            "[records|entries] except {c} {vs}", "!everything except rows whose {c} is one of {vs}"),
})
def filter_in(d: Draw) -> Task:
    c = d.group()
    vs = d.values(c, d.pick(2, 2, 3))
    kind, mark = d.pick(("in", ""), ("in", ""), ("in", ""), ("out", "~"))
    listed = "[" + ", ".join(q(v) for v in vs) + "]"
    return d.task(f"{d.df}[{mark}{d.col(c)}.isin({listed})]", kind, c=c, vs=vs)


@skill("filter", 2.5, {
    "contains": ("rows where {c} contains {v}", "filter {c} containing {v}", "{c} that [contain|include] {v}", "which {c} contain {v}?", "search {c} for {v}", "keep rows with {v} in {c}", "select rows whose {c} [includes|contains|has] the text {v}",
                 "find {v} in {c}", "!rows in which {c} includes the text {v}", "!show the rows that have {v} somewhere in {c}"),
    "startswith": ("rows where {c} [starts|begins] with {v}", "filter {c} starting with {v}", "{c} that [start|begin] with {v}", "which {c} [start|begin] with {v}?", "keep rows whose {c} begins with {v}",
                   "select rows where {c} starts with {v}", "{c} beginning with {v}", "!only those rows in which {c} starts with {v}"),
    "endswith": ("rows where {c} ends with {v}", "filter {c} ending with {v}", "{c} that end [with|in] {v}", "which {c} end with {v}?", "keep rows whose {c} ends in {v}", "select rows where {c} ends with {v}", "{c} ending in {v}",
                 "!only those rows in which {c} ends with {v}"),
})
def filter_text(d: Draw) -> Task:
    c = d.text()
    value = d.value(c)
    kind = d.pick("contains", "contains", "startswith", "endswith")
    size = d.rng.randint(1, 4)
    at = d.rng.randint(0, max(0, len(value) - size))
    piece = {"contains": value[at : at + max(size, 2)], "startswith": value[:size], "endswith": value[-size:]}[kind].strip()
    if not piece or "'" in piece or '"' in piece or any(x in piece for x in "+*()[]|?.$^\\"):
        raise UnsuitableError
    extra = ", na=False" if c.missing else ""
    return d.task(f"{d.df}[{d.col(c)}.str.{kind}({q(piece)}{extra})]", kind, c=c, v=piece)


@skill("filter", 2.5, (
    "rows where {n} is between {a} and {b}", "filter {n} between {a} and {b}", "{n} from {a} to {b}", "keep rows with {n} in the range {a} to {b}", "which rows have {n} between {a} and {b}?", "{n} between {a} and {b}",
    "select rows with {a} <= {n} <= {b}", "only {n} in {a}-{b}", "!rows whose {n} lies between {a} and {b}", "!show records with {n} in the range from {a} to {b}",
))
def filter_between(d: Draw) -> Task:
    n = d.number()
    a, b = d.threshold(n, 0.05, 0.4), d.threshold(n, 0.55, 0.95)
    if a >= b:
        raise UnsuitableError
    return d.task(f"{d.df}[{d.col(n)}.between({a}, {b})]", n=n, a=a, b=b)


@skill("filter", 2, (
    "rows with {t} between {a} and {b}", "filter {t} between {a} and {b}", "{t} from {a} to {b}", "rows from {a} to {b} by {t}", "which rows have {t} between {a} and {b}?", "keep only {t} between {a} and {b}",
    "select rows where {t} is between {a} and {b}", "everything with {t} from {a} until {b}", "!rows whose {t} falls between {a} and {b}", "!show records with {t} from {a} up to {b}",
))
def filter_dates_between(d: Draw) -> Task:
    t = d.date(index=False)
    a, b = sorted((d.day(t), d.day(t)))
    if (b - a).days < 20:
        raise UnsuitableError
    return d.task(f'{d.df}[{d.moment(t)}.between("{a:%Y-%m-%d}", "{b:%Y-%m-%d}")]', t=t, a=Exact(f"{a:%Y-%m-%d}"), b=Exact(f"{b:%Y-%m-%d}"))


_MONTHS = "January February March April May June July August September October November December".split()


@skill("filter", 2, {
    "month": ("rows [from|in] {month} [by|according to] {t}", "rows where {t} is in {month}", "filter {t} in {month}", "{t} in {month}", "which rows have {t} in {month}?", "keep only rows with {t} in {month}", "all {month} rows by {t}",
              "select rows whose {t} is in {month}", "!only those rows with a {t} in {month}", "!show everything whose {t} falls in {month}"),
    "day": ("rows where {t} is a {day}", "rows with {t} on a {day}", "filter {t} on {day}", "{t} on {day}", "which rows have {t} on a {day}?", "keep only rows where {t} falls on a {day}", "all {day} rows by {t}",
            "select rows whose {t} is a {day}", "!only those rows with a {t} on {day}"),
})
def filter_calendar(d: Draw) -> Task:
    t = d.date()
    day = d.day(t)
    if d.maybe(0.7):
        return d.task(f"{d.df}[{d.part(t, 'month')} == {day.month}]", "month", t=t, month=Exact(_MONTHS[day.month - 1]))
    return d.task(f'{d.df}[{d.part(t, "day_name()")} == "{day.day_name()}"]', "day", t=t, day=Exact(day.day_name()))


@skill("filter", 2, {
    "null": ("rows where {n} is [missing|null|nan|empty|na]", "rows with missing {n}", "filter rows with [no|null|missing|nan] {n}", "which rows have [no|missing|null] {n}?", "show rows that [lack|have no] {n}", "rows without {n}", "records where {n} is not filled in",
             "select rows where {n} is nan", "!those rows that are missing {n}", "!show the records in which {n} is null"),
    "known": ("rows where {n} is [not missing|not null|present|not nan|known]", "rows that have {n}", "filter rows with non-missing {n}", "which rows have a {n}?", "show rows with a known {n}", "keep only rows with {n} present",
              "keep rows where {n} is not null", "!those rows in which {n} is not missing"),
})
def filter_null(d: Draw) -> Task:
    n = d.column(Role.NUMBER, Role.GROUP, Role.LABEL, where=lambda c: c.missing)
    kind, method = d.pick(("null", "isna"), ("null", "isna"), ("known", "notna"))
    return d.task(f"{d.df}[{d.col(n)}.{method}()]", kind, n=n)


@skill("filter", 2.5, {
    "above": ("rows where {n} is [above|higher than|greater than|over] [average|the average|the mean|its mean]", "rows with above average {n}", "filter {n} above the mean", "which rows have {n} above average?", "keep only rows with {n} over the [average|mean]",
              "above average {n}", "select rows whose {n} exceeds the [mean|average]", "{n} greater than its [mean|average]", "!show the rows whose {n} is higher than its mean", "!rows that have more {n} than average"),
    "below": ("rows where {n} is [below|lower than|less than|under] [average|the average|the mean|its mean]", "rows with below average {n}", "filter {n} below the mean", "which rows have {n} below average?", "keep only rows with {n} under the [average|mean]",
              "below average {n}", "select rows whose {n} is under the [mean|average]", "{n} less than its [mean|average]", "!show the rows whose {n} is lower than its mean"),
})
def filter_average(d: Draw) -> Task:
    n = d.number()
    kind, sign = d.pick(("above", ">"), ("above", ">"), ("below", "<"))
    return d.task(f"{d.df}[{d.col(n)} {sign} {d.col(n)}.mean()]", kind, n=n)


@skill("filter", 2.5, (
    "{agg} {n} [where|for rows where|of rows with|when] {cond}", "what is the {agg} {n} [where|for rows with|when] {cond}?", "compute the {agg} {n} for rows where {cond}", "{agg} of {n} if {cond}", "{agg} {n} only where {cond}", "the {agg} {n} among rows with {cond}",
    "where {cond}, what is the {agg} {n}?", "calculate {agg} {n} of records with {cond}", "!for rows with {cond} get the {agg} {n}", "!what's the {agg} {n} among rows where {cond}?",
))
def filter_aggregate(d: Draw) -> Task:
    n, c = d.number(), any_condition(d)
    how, word = d.aggregate()
    return d.task(f"{d.df}.loc[{c.code}, {q(n)}].{how}()", agg=word, n=n, cond=Phrase(c.text, c.slots))


@skill("filter", 2, (
    "[share|percentage|percent|proportion] of rows [where|with|having] {cond}", "what [percentage|share|percent] of rows have {cond}?", "percentage of rows with {cond}", "how many percent of [the rows|rows] have {cond}?", "percent where {cond}",
    "compute the [share|percentage] of rows where {cond}", "what proportion of [records|rows] have {cond} in percent?", "!which percentage of rows has {cond}?", "!the share of records having {cond} as percent",
))
def filter_share(d: Draw) -> Task:
    c = any_condition(d)
    return d.task(f"({c.code}).mean() * 100", cond=Phrase(c.text, c.slots))


@skill("filter", 2, (
    "{e} [where|for rows where|of rows with] {cond}", "show {e} where {cond}", "only the {e} column where {cond}", "list {e} of rows with {cond}", "which {e} have {cond}?", "{e} values for rows where {cond}", "get {e} if {cond}",
    "what are the {e} of rows with {cond}?", "!the {e} of all rows having {cond}", "!give {e} for the records where {cond}",
))
def filter_select(d: Draw) -> Task:
    e, c = d.text(), any_condition(d)
    return d.task(f"{d.df}.loc[{c.code}, {q(e)}]", e=e, cond=Phrase(c.text, c.slots))


@skill("filter", 1.5, (
    "{e} and {n} where {cond}", "show {e} and {n} for rows where {cond}", "only {e} and {n} of rows with {cond}", "{e}, {n} where {cond}", "list {e} and {n} of records with {cond}", "get the columns {e} and {n} where {cond}",
    "what are the {e} and {n} of rows with {cond}?", "!give {e} along with {n} for rows having {cond}", "!for rows where {cond} show {e} and {n}",
))
def filter_select_two(d: Draw) -> Task:
    e, n, c = d.text(), d.number(), any_condition(d)
    return d.task(f"{d.df}.loc[{c.code}, [{q(e)}, {q(n)}]]", e=e, n=n, cond=Phrase(c.text, c.slots))


@skill("filter", 2, (
    "drop rows where {cond}", "remove rows with {cond}", "exclude rows where {cond}", "delete [records|rows] having {cond}", "discard rows with {cond}", "get rid of rows where {cond}", "everything except rows where {cond}",
    "throw away rows where {cond}", "all rows but those with {cond}", "!leave out the rows where {cond}", "!without the rows having {cond}",
))
def filter_drop(d: Draw) -> Task:
    c = any_condition(d)
    negated = c.code.removeprefix("~") if c.code.startswith("~") else f"~{c.code}" if " " not in c.code else f"~({c.code})"
    return d.task(f"{d.df}[{negated}]", cond=Phrase(c.text, c.slots))


@skill("filter", 2, (
    "rows where {n} is [greater than|above|more than|larger than] {m}", "rows with {n} [higher than|above] {m}", "filter {n} > {m}", "which rows have {n} [larger|greater] than {m}?", "keep rows whose {n} exceeds {m}", "{n} [above|over] {m}",
    "select rows where {n} is more than {m}", "where is {n} higher than {m}?", "!rows in which {n} is larger than {m}", "!show records whose {n} is above {m}",
))
def filter_compare_columns(d: Draw) -> Task:
    n, m = d.number(), d.number()
    return d.task(f"{d.df}[{d.col(n)} > {d.col(m)}]", n=n, m=m)
