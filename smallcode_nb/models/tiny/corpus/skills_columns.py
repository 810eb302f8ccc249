"""Skills that make or change columns: arithmetic, conditions, bins, scaling, ranks, running values, types."""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill
from smallcode_nb.models.tiny.corpus.schema import Role
from smallcode_nb.models.tiny.corpus.skills_filter import number_condition, text_condition
from smallcode_nb.models.tiny.corpus.draw import Phrase

_ADD = ("[add|create|make] a column {new} [equal to|as|with|that is|holding] {what}", "[add|create] a new column {new}: {what}", "new column {new} = {what}", "create {new} as {what}", "add {new}, {what}", "{new} should be {what}, add it as a column", "put {what} in a new column {new}", "compute {what} and store it as {new}",
        "derive a column {new} from {what}", "!make a new column called {new} holding {what}", "!store {what} in a column named {new}", "[add|create] a column [called|named] {new} with {what}")


def added(d: Draw, expression: str) -> str:
    """Code that adds a column `{new}` and shows the result."""
    return f"{d.df}[{{new}}] = {expression}\n{d.df}.head()"


SIGNS = {"+": "[plus|+]", "-": "[minus|-]", "*": "[times|multiplied by|*]", "/": "[divided by|over|/]"}


@skill("columns", 4, _ADD)
def new_column(d: Draw) -> Task:
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
        call, words = d.pick(("np.log({})", "the [log|natural log|logarithm] of {n}"), ("np.sqrt({})", "the square root of {n}"), ("{}.abs()", "the absolute value of {n}"), ("{} ** 2", "{n} squared"), ("{}.round()", "{n} rounded"))
        what, code = Phrase(words, {"n": n}), call.format(d.col(n))
    return d.task(f"{d.df}[{q(new)}] = {code}\n{d.df}.head()", new=new, what=what)


@skill("columns", 2.5, {
    "two": ("{n} {o} {m}", "compute {n} {o} {m}", "{n} {o} {m} for [each|every] row", "what is {n} {o} {m} per row?", "show {n} {o} {m}", "calculate {n} {o} {m} row by row", "row wise {n} {o} {m}", "!for each row compute {n} {o} {m}", "!every row's {n} {o} {m}"),
    "ratio": ("ratio of {n} to {m}", "divide {n} by {m}", "{n} [per|/] {m} ratio", "what is the ratio of {n} to {m} [in each row|per row|]?", "compute the ratio {n} / {m}", "row wise ratio of {n} and {m}", "ratio between {n} and {m} for every row", "!for each row the ratio of {n} to {m}"),
    "diff": ("difference between {n} and {m}", "subtract {m} from {n}", "compute the difference of {n} and {m}", "what is the difference between {n} and {m} [in each row|per row|]?", "row wise difference of {n} and {m}", "{n} minus {m}", "how much larger is {n} than {m} in each row?", "!for each row the difference between {n} and {m}"),
})
def column_arithmetic(d: Draw) -> Task:
    n, m, kind = d.number(), d.number(), d.pick("two", "ratio", "diff")
    sign = {"ratio": "/", "diff": "-"}.get(kind) or d.pick("+", "*", "-", "/")
    return d.task(f"{d.col(n)} {sign} {d.col(m)}", kind, n=n, m=m, o=Word(SIGNS[sign]))


@skill("columns", 2.5, {
    "words": ("add a column {new} that is {a} [if|when] {cond} [else|otherwise] {b}", "new column {new}: {a} where {cond}, {b} otherwise", "create {new} with {a} if {cond} and {b} if not", "label rows as {a} in {new} when {cond}, else {b}", "set {new} to {a} where {cond}, otherwise {b}", "{new} = {a} if {cond} else {b}",
              "add {new}: {a} for rows with {cond}, {b} for the rest", "!make a column {new} which is {a} for {cond} and {b} otherwise", "!mark rows in a column {new}: {a} when {cond}, {b} for the rest"),
    "flag": ("add a [boolean|flag] column {new} that is true [if|when] {cond}", "flag rows where {cond} in a column {new}", "new boolean column {new}: {cond}", "create {new}, true when {cond}", "add {new} = whether {cond}", "mark rows with {cond} as true in {new}", "column {new} telling whether {cond}",
             "!make a column {new} which is true for {cond}", "!a flag {new} that says whether {cond}"),
})
def conditional_column(d: Draw) -> Task:
    new = d.new_name()
    cond = d.pick(number_condition, number_condition, text_condition)(d)
    slots = {"new": new, "cond": Phrase(cond.text, cond.slots)}
    if d.maybe(0.35):
        return d.task(f"{d.df}[{q(new)}] = {cond.code}\n{d.df}.head()", "flag", **slots)
    a, b = d.pick(("high", "low"), ("yes", "no"), ("big", "small"), ("old", "new"), ("pass", "fail"), ("good", "bad"), ("over", "under"), ("A", "B"), ("hot", "cold"), ("long", "short"), (d.identifier(), d.identifier()))
    return d.task(f"{d.df}[{q(new)}] = np.where({cond.code}, {q(a)}, {q(b)})\n{d.df}.head()", "words", a=a, b=b, **slots)


@skill("columns", 2.5, {
    "equal": ("bin {n} into {k} [equal|equal width|equally wide] bins", "cut {n} into {k} bins", "split {n} into {k} intervals of equal width", "divide {n} into {k} [equal|equal width] bins", "{k} equal width bins of {n}", "how could {n} be cut into {k} bins?", "bucket {n} into {k} bins", "!put {n} into {k} bins of the same width", "!cut the range of {n} into {k} equal intervals"),
    "quantile": ("bin {n} into {k} quantiles", "cut {n} into {k} [equally sized|equal sized] groups", "split {n} into {k} groups with the same number of rows", "divide {n} into {k} quantile bins", "{k} quantile bins of {n}", "quantile cut of {n} into {k} groups", "qcut {n} in {k}", "!put {n} into {k} groups of the same size"),
    "quartile": ("split {n} into quartiles", "quartile of each row's {n}", "assign {n} quartiles", "bin {n} by quartile", "cut {n} into quartiles", "in which quartile of {n} is each row?", "label {n} with Q1 to Q4", "!give every row its quartile of {n}"),
    "edges": ("bin {n} at {edges}", "cut {n} at the edges {edges}", "bin {n} with edges {edges}", "split {n} at {edges}", "bucket {n} using the bins {edges}", "cut {n} into intervals with edges {edges}", "group {n} into bins {edges}", "!put {n} into bins with the edges {edges}"),
    "counts": ("how many rows fall into each of {k} equal bins of {n}?", "count rows per {n} bin, {k} bins", "bin {n} into {k} bins and count rows", "cut {n} into {k} bins and count the rows in each", "number of rows in {k} equal width bins of {n}", "counts of {n} in {k} bins", "{k} bins of {n} with counts", "!cut {n} into {k} bins and show the number of rows per bin"),
})
def binning(d: Draw) -> Task:
    n, k, kind = d.number(missing=False), d.pick(3, 4, 5, 5, 6, 8, 10), d.pick("equal", "quantile", "quartile", "edges", "counts")
    column = d.col(n)
    if kind == "edges":
        edges = sorted({d.threshold(n, a, a + 0.2) for a in (0.0, 0.35, 0.7)})
        return d.task(f"pd.cut({column}, {edges})", kind, n=n, edges=edges)
    code = {"equal": f"pd.cut({column}, {k})", "quantile": f"pd.qcut({column}, {k})", "quartile": f'pd.qcut({column}, 4, labels=["Q1", "Q2", "Q3", "Q4"])', "counts": f"pd.cut({column}, {k}).value_counts(sort=False)"}[kind]
    return d.task(code, kind, n=n, k=k)


@skill("columns", 2.5, {
    "z": ("z-score of {n}", "z scores for {n}", "[standardize|standardise] {n}", "compute z-scores of {n}", "{n} standardized to mean 0 and std 1", "what are the z-scores of {n}?", "scale {n} to zero mean and unit variance", "!the z-score of each {n}", "!turn {n} into z scores"),
    "minmax": ("min-max scale {n}", "scale {n} [to|between] 0 and 1", "normalize {n} to the range 0 to 1", "[rescale|normalise] {n} between 0 and 1", "min max normalization of {n}", "{n} scaled to 0-1", "how do i scale {n} to 0 to 1?", "!bring {n} to the range between 0 and 1"),
    "centre": ("center {n}", "subtract the mean from {n}", "{n} minus its [mean|average]", "deviation of {n} from its [mean|average]", "difference between each {n} and the [overall|] mean", "mean-center {n}", "how far is each {n} from the [mean|average]?", "!center {n} by subtracting its mean"),
    "share": ("each row's share of total {n}", "{n} as a percentage of the total", "percent of total {n} for each row", "what percentage of total {n} is each row?", "divide {n} by its total and show percent", "row percentage of total {n}", "{n} in percent of its sum", "!for each row, {n} as a percent of the total"),
})
def scaling(d: Draw) -> Task:
    n, kind = d.number(), d.pick("z", "minmax", "centre", "share")
    c = d.col(n)
    code = {"z": f"({c} - {c}.mean()) / {c}.std()", "minmax": f"({c} - {c}.min()) / ({c}.max() - {c}.min())", "centre": f"{c} - {c}.mean()", "share": f"{c} / {c}.sum() * 100"}[kind]
    return d.task(code, kind, n=n)


@skill("columns", 3, {
    "cumsum": ("[running|cumulative] [total|sum] of {n}", "cumulative {n}", "compute the [running|cumulative] sum of {n}", "cumsum {n}", "accumulate {n}", "what is the running total of {n}?", "{n} added up row by row", "!the sum of {n} so far at each row", "!a running total over {n}"),
    "cummax": ("[running|cumulative] [max|maximum] of {n}", "highest {n} so far [at each row|]", "compute the [running|cumulative] maximum of {n}", "cummax {n}", "the largest {n} up to each row", "what is the running maximum of {n}?", "rolling record high of {n}", "!the maximum {n} so far for each row"),
    "cumshare": ("[running|cumulative] share of {n}", "cumulative percentage of {n}", "compute the cumulative share of total {n}", "running percent of total {n}", "what cumulative share of {n} do the rows reach?", "{n} cumulative percent", "cumulative sum of {n} as a percentage of the total", "!the cumulative percent of total {n}"),
    "diff": ("change in {n} from [row to row|one row to the next]", "difference [between consecutive|of consecutive] {n}", "diff of {n}", "row to row difference of {n}", "how much does {n} change from one row to the next?", "{n} minus the previous {n}", "compute the change of {n} versus the previous row", "!the difference of {n} to the row before"),
    "pct": ("percent change of {n}", "percentage change in {n} from [row to row|one row to the next]", "pct change of {n}", "row to row percent change of {n}", "by what percentage does {n} change from one row to the next?", "growth rate of {n} per row", "compute the percent change of {n} versus the previous row", "!the percentage change of {n} to the row before"),
    "lag": ("previous {n}", "{n} of the previous row", "lag {n} by one row", "shift {n} by 1", "what was {n} in the row before?", "{n} lagged by 1", "the value of {n} one row earlier", "!for each row the {n} of the row before"),
    "shift": ("shift {n} by {k} rows", "lag {n} by {k} rows", "{n} lagged by {k}", "{n} {k} rows earlier", "what was {n} {k} rows before?", "{n} shifted down by {k}", "move {n} down {k} rows", "!the {n} of {k} rows before"),
    "rolling": ("{k} row [rolling|moving] {agg} of {n}", "[rolling|moving] {agg} of {n} with window {k}", "[moving|rolling] {agg} of {n} over {k} rows", "compute a {k} row [moving|rolling] {agg} of {n}", "smooth {n}: {agg} over a {k} row window", "what is the moving {agg} of {n} over {k} rows?", "{n} [rolling|moving] {agg}, window {k}",
                "!the {agg} of {n} over a moving window of {k} rows", "!use a window of {k} rows to get the rolling {agg} of {n}"),
})
def running(d: Draw) -> Task:
    n, k = d.number(), d.small(2, 12)
    kind = d.pick("cumsum", "cumsum", "cummax", "cumshare", "diff", "pct", "lag", "shift", "rolling", "rolling", "rolling")
    how, word = d.pick(("mean", "[average|mean]"), ("mean", "[average|mean]"), ("sum", "sum"), ("max", "[max|maximum]"), ("min", "[min|minimum]"), ("median", "median"), ("std", "[std|standard deviation]"))
    c = d.col(n)
    code = {"cumsum": f"{c}.cumsum()", "cummax": f"{c}.cummax()", "cumshare": f"{c}.cumsum() / {c}.sum() * 100", "diff": f"{c}.diff()", "pct": f"{c}.pct_change() * 100", "lag": f"{c}.shift(1)", "shift": f"{c}.shift({k})", "rolling": f"{c}.rolling({k}).{how}()"}[kind]
    return d.task(code, kind, n=n, k=k, agg=Word(word))


@skill("columns", 2, {
    "down": ("rank rows by {n}, [highest first|1 is the highest]", "rank of {n} [from high to low|in descending order]", "rank {n} descending", "what is the rank of each row by {n}, highest first?", "give each row a rank by {n}, largest is 1", "ranking of {n}, biggest first", "{n} ranks in descending order", "!for each row its rank by {n}, 1 is the largest"),
    "up": ("rank rows by {n}, [lowest first|1 is the lowest]", "rank of {n} [from low to high|in ascending order]", "rank {n} ascending", "what is the rank of each row by {n}, lowest first?", "give each row a rank by {n}, smallest is 1", "ranking of {n}, smallest first", "{n} ranks in ascending order", "!for each row its rank by {n}, 1 is the smallest"),
})
def ranking(d: Draw) -> Task:
    n, down = d.number(), d.maybe(0.65)
    return d.task(f"{d.col(n)}.rank({'ascending=False' if down else ''})", "down" if down else "up", n=n)


@skill("columns", 2, {
    "both": ("clip {n} [to|between] {a} and {b}", "limit {n} to the range {a} to {b}", "cap {n} between {a} and {b}", "restrict {n} values to {a} and {b} by clipping", "clip {n} at {a} and {b}", "{n} clipped between {a} and {b}", "how can i clip {n} between {a} and {b}?", "!keep {n} within {a} and {b} by clipping"),
    "upper": ("cap {n} at {b}", "clip {n} [at most|at a maximum of|above] {b}", "limit {n} to at most {b}", "replace {n} above {b} [by|with] {b}", "set an upper limit of {b} on {n}", "{n} capped at {b}", "how can i cap {n} at {b}?", "!make {b} the largest possible {n} by clipping"),
})
def clipping(d: Draw) -> Task:
    n = d.number()
    a, b = d.threshold(n, 0.05, 0.3), d.threshold(n, 0.6, 0.9)
    if a < b and d.maybe(0.5):
        return d.task(f"{d.col(n)}.clip({a}, {b})", "both", n=n, a=a, b=b)
    return d.task(f"{d.col(n)}.clip(upper={b})", "upper", n=n, b=b)


@skill("columns", 1.5, {
    "round": ("round {n} to {k} [decimals|digits|decimal places]", "{n} rounded to {k} decimals", "round off {n}, {k} decimals", "show {n} with {k} decimals", "round the {n} values to {k} decimal places", "how do i round {n} to {k} decimals?", "{n} to {k} decimal places", "!give {n} rounded to {k} digits"),
    "max": ("row-wise [maximum|max] of {n} and {m}", "the larger of {n} and {m} [in each row|for every row]", "for each row the [maximum|largest] of {n} and {m}", "maximum of {n} and {m} per row", "which is larger, {n} or {m}? show the larger for each row", "max across {n} and {m} row by row", "take the [higher|larger] of {n} and {m} in every row", "!per row, whichever of {n} and {m} is larger"),
    "mean": ("row-wise [mean|average] of {n} and {m}", "[average|mean] of {n} and {m} [in each row|for every row|per row]", "for each row the [average|mean] of {n} and {m}", "mean across {n} and {m} row by row", "what is the average of {n} and {m} per row?", "average {n} and {m} for every row", "row mean of the columns {n} and {m}", "!per row, the mean of {n} and {m}"),
    "sum": ("row-wise sum of {n} and {m}", "[sum|total] of {n} and {m} [in each row|for every row|per row]", "for each row the [sum|total] of {n} and {m}", "sum across {n} and {m} row by row", "what is the sum of {n} and {m} per row?", "row total of the columns {n} and {m}", "row sums over {n} and {m}", "!per row, the total of {n} and {m}"),
})
def row_wise(d: Draw) -> Task:
    n, kind = d.number(), d.pick("round", "max", "mean", "sum")
    if kind == "round":
        k = d.pick(1, 2, 3)
        return d.task(f"{d.col(n)}.round({k})", kind, n=n, k=Word(str(k)))
    m = d.number()
    return d.task(f"{d.df}[[{q(n)}, {q(m)}]].{kind}(axis=1)", kind, n=n, m=m)


@skill("columns", 2.5, {
    "datetime": ("convert {t} to [datetime|dates|a date]", "parse {t} as [dates|datetime]", "turn {t} into [datetimes|dates|a datetime]", "make {t} a datetime column", "{t} to datetime", "cast {t} to datetime", "how do i convert {t} to datetime?", "!change the type of {t} to datetime"),
    "numeric": ("convert {t} to [numbers|numeric|a number]", "parse {t} as numbers", "turn {t} into numbers", "make {t} numeric", "{t} to numeric", "cast {t} to a number", "how do i convert {t} to numeric?", "!change the type of {t} to numeric"),
    "str": ("convert {t} to [string|text|strings]", "turn {t} into [strings|text]", "cast {t} to string", "make {t} a string column", "{t} as text", "{t} to str", "how do i convert {t} to strings?", "!change the type of {t} to string"),
    "category": ("convert {t} to [category|categorical|a category]", "turn {t} into a category", "cast {t} to category", "make {t} categorical", "{t} as category dtype", "{t} to a categorical", "how do i convert {t} to category?", "!change the type of {t} to category"),
    "int": ("convert {t} to [int|integer|integers|whole numbers]", "turn {t} into integers", "cast {t} to int", "make {t} an integer column", "{t} as int", "{t} to integers", "how do i convert {t} to int?", "!change the type of {t} to integer"),
    "float": ("convert {t} to [float|floats|decimals]", "turn {t} into floats", "cast {t} to float", "make {t} a float column", "{t} as float", "{t} to floats", "how do i convert {t} to float?", "!change the type of {t} to float"),
})
def conversion(d: Draw) -> Task:
    kind = d.pick("datetime", "datetime", "numeric", "str", "category", "int", "float")
    roles = {"datetime": (Role.DATE,), "numeric": (Role.NUMBER_TEXT,), "category": (Role.GROUP,)}.get(kind, (Role.NUMBER,))
    wanted = {"datetime": ("str",), "numeric": ("str",), "str": ("int", "float"), "category": ("str",), "int": ("float",), "float": ("int",)}[kind]
    t = d.column(*roles, where=lambda c: c.dtype in wanted and not c.is_index and not (c.missing and kind == "int"))
    call = {"datetime": "pd.to_datetime({})", "numeric": "pd.to_numeric({})"}.get(kind, f'{{}}.astype("{kind}")' if kind == "category" else f"{{}}.astype({kind})")
    return d.task(call.format(d.col(t)), kind, t=t)
