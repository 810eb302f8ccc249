"""Skills of everyday table work: cleaning text, tidying columns, flags and levels.

Knows combinations that skills_strings.py, skills_columns.py and skills_table.py lack. No dates, no charts.
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Exact, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.names import split_words
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role
from smallcode_nb.models.tiny.corpus.skills_filter import number_condition

# --- text


@skill("strings", 2.5)
def _text_all(d: Draw) -> Task:
    d.text()
    kind = d.pick("strip", "strip", "lower", "upper", "title")
    return d.task(f'{d.df}.apply(lambda c: c.str.{kind}() if c.dtype == "str" else c)', kind)


@skill("strings", 4)
def _text_to_number(d: Draw) -> Task:
    c = d.column(Role.NUMBER_TEXT)
    pattern, words = d.pick(
        ("[$,]", "[dollar signs and commas|$ and commas|the $ sign and the commas|$ and ,]"),
        ("[€,]", "[euro signs and commas|€ and commas|the € sign and the commas|€ and ,]"),
        ("[£,]", "[pound signs and commas|£ and commas|the £ sign and the commas|£ and ,]"),
        ("%", "[percent signs|% signs|the percent sign|%]"),
        (",", "[commas|the commas|thousands separators|the thousands commas]"),
    )
    if pattern.startswith("["):
        code = f'{d.col(c)}.str.replace(r"{pattern}", "", regex=True).astype(float)'
    else:
        code = f'{d.col(c)}.str.replace("{pattern}", "").astype(float)'
    return d.task(code, c=c, marks=Word(words))


def _with(d: Draw, mark: str) -> Column:
    """A column of strings that nearly all contain `mark` once."""
    labels = [c for c in d.table.having(Role.LABEL) if c.dtype == "str"]
    fit = [c for c in labels if d.cells(c).str.count(rf"\{mark}").eq(1).mean() > 0.9]
    if not fit:
        raise UnsuitableError
    return d.pick(*fit)


@skill("strings", 3)
def _text_email(d: Draw) -> Task:
    c, kind = _with(d, "@"), d.pick("domain", "user", "counts")
    code = {"domain": ".str[1]", "user": ".str[0]", "counts": ".str[1].value_counts()"}[kind]
    return d.task(f'{d.col(c)}.str.split("@"){code}', kind, c=c)


@skill("strings", 3)
def _text_split_two(d: Draw) -> Task:
    mark = d.pick(" ", " ", " ", "-", "@")
    c, s, u = _with(d, mark), d.new_name(), d.new_name()
    word = {" ": "[the space|the space|space|a space|blank]", "-": '[the dash|"-"|-|the hyphen]', "@": '[@|"@"|the @]'}
    code = f'{d.df}[[{q(s)}, {q(u)}]] = {d.col(c)}.str.split("{mark}", n=1, expand=True)\n{d.df}.head()'
    return d.task(code, c=c, s=s, u=u, mark=Word(word[mark]))


def quoted(d: Draw, text: str) -> Exact:
    """A letter or two as people write them: mostly in quotes."""
    return Exact(d.pick(f'"{text}"', f"'{text}'", f'"{text}"', text))


@skill("strings", 2)
def _text_count_of(d: Draw) -> Task:
    c, kind = d.text(), d.pick("each", "total")
    letters = [x for x in d.value(c).lower() if x.isalpha() and x.isascii()]
    if not letters:
        raise UnsuitableError
    letter = d.pick(*letters)
    end = ".sum()" if kind == "total" else ""
    return d.task(f'{d.col(c)}.str.lower().str.count("{letter}"){end}', kind, c=c, v=quoted(d, letter))


@skill("strings", 2.5)
def _headers_tidied(d: Draw) -> Task:
    kind = d.pick("title", "upper", "snake", "snake", "prefix", "suffix")
    v = d.new_name().split("_")[0].split(" ")[0].lower()
    code = {
        "title": "{df}.columns = {df}.columns.str.title()\n{df}.head()",
        "upper": "{df}.columns = {df}.columns.str.upper()\n{df}.head()",
        "snake": '{df}.columns = {df}.columns.str.strip().str.lower().str.replace(" ", "_")\n{df}.head()',
        "prefix": '{df}.add_prefix("{v}_")',
        "suffix": '{df}.add_suffix("_{v}")',
    }[kind]
    word = f"{v}_" if kind == "prefix" else f"_{v}"
    return d.task(code.format(df=d.df, v=v), kind, v=word)


@skill("strings", 2)
def _text_padded(d: Draw) -> Task:
    c, k = d.column(Role.NUMBER, where=lambda c: c.dtype == "int"), d.pick(4, 5, 6, 8, 10)
    return d.task(f"{d.col(c)}.astype(str).str.zfill({k})", c=c, k=k)


@skill("strings", 3)
def _text_removed(d: Draw) -> Task:
    c = d.text()
    pattern, words = d.pick(
        (r"\d+", "[digits|all digits|the digits|numbers|numerals]"),
        (r"[^\w\s]", "[punctuation|all punctuation|special characters|punctuation marks]"),
        (r"\s+", "[whitespace|all whitespace|spaces|all the spaces|blanks]"),
        (r"[^a-zA-Z]", "[everything but letters|all non-letters|everything that is not a letter]"),
    )
    return d.task(f'{d.col(c)}.str.replace(r"{pattern}", "", regex=True)', c=c, what=Word(words))


@skill("strings", 2)
def _text_long_rows(d: Draw) -> Task:
    c = d.column(Role.LABEL, Role.GROUP, where=lambda c: c.dtype == "str")
    sizes = d.cells(c).str.len()
    k = int(sizes.quantile(d.pick(0.3, 0.5, 0.7)))
    if sizes.max() <= k:
        raise UnsuitableError
    kind = d.pick("rows", "count")
    mask = f"{d.col(c)}.str.len() > {k}"
    return d.task(f"{d.df}[{mask}]" if kind == "rows" else f"({mask}).sum()", kind, c=c, k=k)


@skill("strings", 2)
def _text_frequent_words(d: Draw) -> Task:
    c, k = d.text(), d.small()
    return d.task(f"{d.col(c)}.str.lower().str.split().explode().value_counts().head({k})", c=c, k=k)


# --- the table and its columns


def _any(d: Draw, *roles: Role) -> Column:
    every = roles or (Role.NUMBER, Role.GROUP, Role.LABEL, Role.DATE, Role.FLAG)
    return d.column(*every, where=lambda c: not c.is_index)


@skill("table", 2)
def _column_moved(d: Draw) -> Task:
    kind = d.pick("first", "last", "sorted")
    if kind == "sorted":
        return d.task(f"{d.df}[sorted({d.df}.columns)]", kind)
    c = _any(d)
    rest = f"[c for c in {d.df}.columns if c != {q(c)}]"
    code = f"{d.df}[[{q(c)}] + {rest}]" if kind == "first" else f"{d.df}[{rest} + [{q(c)}]]"
    return d.task(code, kind, c=c)


@skill("table", 2.5)
def _columns_by_name(d: Draw) -> Task:
    c, kind = _any(d), d.pick("keep", "drop", "start", "end")
    words = split_words(c.name)
    part = {"start": words[0], "end": words[-1]}.get(kind) or d.pick(*words)
    fits = {"start": c.name.startswith(part), "end": c.name.endswith(part)}.get(kind, part in c.name)
    if len(part) < 2 or len(words) < 2 or not fits:
        raise UnsuitableError
    code = {
        "keep": f"{d.df}.filter(like={q(part)})",
        "drop": f"{d.df}.drop(columns={d.df}.filter(like={q(part)}).columns)",
        "start": f"{d.df}.loc[:, {d.df}.columns.str.startswith({q(part)})]",
        "end": f"{d.df}.loc[:, {d.df}.columns.str.endswith({q(part)})]",
    }[kind]
    return d.task(code, kind, part=part)


@skill("missing", 2.5)
def _columns_mostly_missing(d: Draw) -> Task:
    d.column(Role.NUMBER, Role.GROUP, Role.LABEL, where=lambda c: c.missing)
    k, kind = d.pick(5, 5, 5, 8, 10, 10, 12, 20, 25, 30, 50), d.pick("drop", "list")
    share = f"{d.df}.isna().mean()"
    code = f"{d.df}.loc[:, {share} <= {k / 100}]" if kind == "drop" else f"{d.df}.columns[{share} > {k / 100}].tolist()"
    return Task(code, {"k": Exact(str(k))}, kind, d.df, lenient=True)


@skill("table", 1.5)
def _memory_used(d: Draw) -> Task:
    kind = d.pick("columns", "mb")
    tail = {"columns": ".sort_values(ascending=False)", "mb": ".sum() / 1024**2"}[kind]
    return d.task(f"{d.df}.memory_usage(deep=True){tail}", kind)


_UP = "[ascending|ascending|up|asc|smallest first|from low to high]"
_DOWN = "[descending|descending|down|desc|largest first|from high to low]"


@skill("table", 2.5)
def _sort_directions(d: Draw) -> Task:
    roles = (Role.NUMBER, Role.GROUP, Role.LABEL)
    c, n = d.column(*roles), d.number()
    first, second = d.pick((True, False), (False, True), (False, False))
    ups = {True: Word(_UP), False: Word(_DOWN)}
    code = f"{d.df}.sort_values([{q(c)}, {q(n)}], ascending=[{first}, {second}])"
    return d.task(code, c=c, n=n, first=ups[first], second=ups[second])


@skill("table", 2.5)
def _duplicates_last(d: Draw) -> Task:
    c, kind = d.text(), d.pick("last", "two", "newest", "shown")
    slots: dict[str, object] = {"c": c}
    if kind == "newest":
        slots["t"] = t = d.column(Role.DATE, where=lambda c: not c.is_index and c.dtype == "datetime")
        code = f'{d.df}.sort_values({q(t)}).drop_duplicates({q(c)}, keep="last")'
    elif kind == "two":
        slots["e"] = e = d.text()
        code = f"{d.df}.drop_duplicates([{q(c)}, {q(e)}])"
    elif kind == "shown":
        code = f"{d.df}[{d.df}.duplicated({q(c)}, keep=False)]"
    else:
        code = f'{d.df}.drop_duplicates({q(c)}, keep="last")'
    return d.task(code, kind, **slots)


@skill("missing", 2.5)
def _fill_everywhere(d: Draw) -> Task:
    d.number(missing=True)
    kind = d.pick("forward", "backward", "numeric")
    how, word = d.pick(("mean", "[mean|average]"), ("median", "median"))
    code = {"forward": ".ffill()", "backward": ".bfill()", "numeric": f".fillna({d.df}.{how}(numeric_only=True))"}
    return d.task(d.df + code[kind], kind, agg=Word(word))


@skill("columns", 2)
def _clip_quantiles(d: Draw) -> Task:
    n, (a, b) = d.number(), d.pick((1, 99), (5, 95), (5, 95), (10, 90), (2, 98))
    c = d.col(n)
    code = f"{c}.clip({c}.quantile({a / 100}), {c}.quantile({b / 100}))"
    slots = {"a": str(a), "b": str(b), "ath": {1: "1st", 2: "2nd"}.get(a, f"{a}th"), "bth": f"{b}th"}
    return d.task(code, n=n, **{name: Exact(text) for name, text in slots.items()})


@skill("columns", 3.5)
def _column_scaled(d: Draw) -> Task:
    n, s = d.number(), d.new_name()
    c = d.col(n)
    code, words = d.pick(
        (f"({c} - {c}.mean()) / {c}.std()", "[the z-score|the z score|the standardised value] of {n}"),
        (f"({c} - {c}.min()) / ({c}.max() - {c}.min())", "{n} [scaled to 0-1|min-max scaled|rescaled between 0 and 1]"),
        (f"np.log1p({c})", "[log1p of {n}|the log of 1 + {n}|log(1 + {n})|the log of one plus {n}]"),
        (f"{c} / {c}.max()", "{n} [divided by its maximum|as a fraction of its maximum|relative to its largest value]"),
        (f"{c}.rank(pct=True)", "[the percentile rank of {n}|{n} as a percentile rank|the relative rank of {n}]"),
        (f"{c}.rank(ascending=False)", "[the rank of {n}, highest first|{n} ranked from the highest]"),
        (f"{c} - {c}.mean()", "{n} [minus its mean|centred on its mean|less its average]"),
        (f"{c}.pct_change() * 100", "[the percent change of {n}|{n} in percent change from the previous row]"),
        (f"{c}.rolling(3).mean()", "[the 3-row moving average of {n}|the rolling mean of {n} over 3 rows]"),
    )  # fmt: skip
    return d.task(f"{d.df}[{q(s)}] = {code}\n{d.df}.head()", s=s, what=Phrase(words, {"n": n}))


_LEVELS = (
    ("low", "medium", "high"), ("small", "medium", "large"), ("bad", "ok", "good"), ("C", "B", "A"),
    ("bottom", "middle", "top"), ("cheap", "normal", "expensive"), ("weak", "average", "strong"),
)  # fmt: skip


@skill("columns", 2.5)
def _labelled_bins(d: Draw) -> Task:
    n, s, kind = d.number(missing=False), d.new_name(), d.pick("cut", "qcut")
    labels = list(d.pick(*_LEVELS))
    code = f"{d.df}[{q(s)}] = pd.{kind}({d.col(n)}, 3, labels=[{', '.join(map(q, labels))}])\n{d.df}.head()"
    return d.task(code, kind, n=n, s=s, levels=labels)


@skill("columns", 3)
def _three_levels(d: Draw) -> Task:
    n, s, (low, middle, high) = d.number(), d.new_name(), d.pick(*_LEVELS)
    a, b = d.threshold(n, 0.15, 0.45), d.threshold(n, 0.55, 0.85)
    if a >= b:
        raise UnsuitableError
    c = d.col(n)
    choice = f'np.select([{c} > {b}, {c} > {a}], ["{high}", "{middle}"], default="{low}")'
    code = f"{d.df}[{q(s)}] = {choice}\n{d.df}.head()"
    return d.task(code, n=n, s=s, a=a, b=b, low=low, middle=middle, high=high)


@skill("columns", 2.5)
def _values_mapped(d: Draw) -> Task:
    c = d.column(Role.GROUP, where=lambda c: c.dtype == "str" and not c.missing)
    s, found = d.new_name(), sorted(map(str, d.cells(c).unique()))
    if len(found) > 4:
        raise UnsuitableError
    d.rng.shuffle(found)
    join = d.pick("to", "to", "->", "=", "as", ":", "becomes")
    slots: dict[str, object] = {}
    for i, v in enumerate(found):
        slots |= {f"a{i}": v, f"x{i}": Exact(str(i))}
    pairs = ", ".join(f"{{a{i}}} {join} {{x{i}}}" for i in range(len(found)))
    mapping = ", ".join(f"{q(v)}: {i}" for i, v in enumerate(found))
    code = f"{d.df}[{q(s)}] = {d.col(c)}.map({{{mapping}}})\n{d.df}.head()"
    return d.task(code, c=c, s=s, pairs=Phrase(pairs, slots))


@skill("columns", 2.5)
def _flag_counted(d: Draw) -> Task:
    s, cond = d.new_name(), number_condition(d)
    code = f"{d.df}[{q(s)}] = {cond.code}\n{d.df}[{q(s)}].value_counts()"
    return d.task(code, s=s, cond=Phrase(cond.text, cond.slots))


@skill("columns", 2)
def _types_many(d: Draw) -> Task:
    c = d.column(Role.GROUP, Role.LABEL, where=lambda c: c.dtype == "str")
    n = d.column(Role.NUMBER, where=lambda c: c.dtype == "int")
    kind, word = d.pick(("float", "[float|floats|decimals]"), ("str", "[string|text|str]"))
    code = f'{d.df}.astype({{{q(c)}: "category", {q(n)}: "{kind}"}})'
    return d.task(code, c=c, n=n, kind=Word(word))


@skill("missing", 2)
def _value_to_missing(d: Draw) -> Task:
    c = d.column(Role.GROUP, where=lambda c: c.dtype == "str")
    v = d.value(c)
    return d.task(f"{d.col(c)}.replace({q(v)}, np.nan)", c=c, v=v)
