"""Skills about the table itself: order, columns, rows, shape, pivots, missing values, duplicates."""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import AGGREGATES, Draw, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill
from smallcode_nb.models.tiny.corpus.schema import Column, Role

_DOWN = "[descending|, highest first|, largest first| from largest to smallest| in descending order| desc]"
_UP = "[| ascending|, lowest first|, smallest first| from smallest to largest| in ascending order]"


@skill("table", 4, {
    "down": tuple(t + _DOWN.replace("[descending", "[ descending") for t in ("sort by {n}", "order rows by {n}", "sort the rows by {n}", "arrange by {n}", "{df} sorted by {n}", "order the table by {n}", "sort {n}", "sort on {n}", "!rows ordered by {n}", "!put the rows in order of {n}")),
    "up": tuple(t + _UP for t in ("sort by {n}", "order rows by {n}", "sort the rows by {n}", "arrange by {n}", "{df} sorted by {n}", "order the table by {n}", "sort rows on {n}", "sort on {n}", "!rows ordered by {n}", "!put the rows in order of {n}")),
    "date": ("sort by {n}, [newest|latest|most recent] first", "newest rows first by {n}", "order by {n} from newest to oldest", "sort the rows by {n} with the latest first", "most recent first by {n}", "order rows by {n}, latest on top", "{n} newest to oldest", "!put the newest {n} first"),
})
def sort_rows(d: Draw) -> Task:
    n = d.column(Role.NUMBER, Role.NUMBER, Role.GROUP, Role.LABEL, Role.DATE, where=lambda c: not c.is_index and (c.role != Role.DATE or c.dtype == "datetime"))
    down = d.maybe(0.6)
    kind = "date" if n.role == Role.DATE and down else "down" if down else "up"
    return d.task(f"{d.df}.sort_values({q(n)}{', ascending=False' if down else ''})", kind, n=n, df=Word("[rows|table|data]"))


@skill("table", 2.5, {
    "same": ("sort by {c} and {n}", "order rows by {c}, then {n}", "sort by {c} then by {n}", "arrange rows by {c} and then {n}", "sort the table by {c} and {n}, both ascending", "order by {c}, {n}", "sort on {c} first and {n} second", "!put rows in order of {c} and within it {n}"),
    "mixed": ("sort by {c} and [within it|then] by {n} descending", "order rows by {c}, then {n} from largest to smallest", "sort by {c} ascending and {n} descending", "arrange rows by {c} and then {n}, highest first", "sort by {c}, then by {n} with the largest first", "order by {c} asc, {n} desc", "sort on {c} first and {n} descending second",
              "!put rows in order of {c} and within it {n} descending"),
})
def sort_two(d: Draw) -> Task:
    c, n, kind = d.group(), d.number(), d.pick("same", "mixed")
    order = ", ascending=[True, False]" if kind == "mixed" else ""
    return d.task(f"{d.df}.sort_values([{q(c)}, {q(n)}]{order})", kind, c=c, n=n)


@skill("table", 5, {
    "top": ("top {k} rows by {n}", "the {k} rows with the [highest|largest|biggest] {n}", "{k} [largest|highest] {n} rows", "show the {k} [records|rows] with the most {n}", "which {k} rows have the [highest|largest] {n}?", "top {k} by {n}", "{k} [records|entries] with the [largest|highest] {n}", "first {k} rows when sorted by {n} descending", "highest {k} by {n}",
            "!the {k} rows having the largest {n}", "!list the {k} rows whose {n} is highest"),
    "bottom": ("bottom {k} rows by {n}", "the {k} rows with the [lowest|smallest|least] {n}", "{k} [smallest|lowest] {n} rows", "show the {k} [records|rows] with the least {n}", "which {k} rows have the [lowest|smallest] {n}?", "bottom {k} by {n}", "{k} [records|entries] with the [smallest|lowest] {n}", "lowest {k} by {n}",
               "!the {k} rows having the smallest {n}", "!list the {k} rows whose {n} is lowest"),
    "select": ("{e} and {n} of the top {k} rows by {n}", "the {k} {e} with the [highest|largest] {n}, [showing|with] {e} and {n}", "show {e} and {n} for the {k} rows with the highest {n}", "top {k} rows by {n}, only {e} and {n}", "{k} largest {n} with their {e}", "list {e} and {n} of the {k} rows with the largest {n}", "what are the {e} and {n} of the top {k} rows by {n}?",
               "!for the {k} rows with the highest {n} give {e} and {n}"),
})
def top_rows(d: Draw) -> Task:
    n, k, kind = d.number(), d.small(), d.pick("top", "top", "bottom", "select")
    code = f"{d.df}.{'nsmallest' if kind == 'bottom' else 'nlargest'}({k}, {q(n)})"
    if kind != "select":
        return d.task(code, kind, n=n, k=k)
    e = d.text()
    return d.task(f"{code}[[{q(e)}, {q(n)}]]", kind, n=n, k=k, e=e)


@skill("table", 3, {
    "head": ("first {k} rows", "show the first {k} rows", "head {k}", "top of the table, {k} rows", "print the first {k} [records|lines]", "display {k} rows from the start", "what do the first {k} rows look like?", "!only the first {k} rows"),
    "tail": ("last {k} rows", "show the last {k} rows", "tail {k}", "end of the table, {k} rows", "print the last {k} [records|lines]", "display {k} rows from the end", "what do the last {k} rows look like?", "!only the last {k} rows"),
    "sample": ("{k} random rows", "sample {k} rows", "show {k} randomly chosen rows", "random sample of {k} rows", "pick {k} rows at random", "draw {k} random rows", "take a random sample with {k} rows", "!choose {k} rows randomly"),
    "seeded": ("{k} random rows with seed {s}", "sample {k} rows, random state {s}", "random sample of {k} rows with seed {s}", "pick {k} rows at random, seed {s}", "draw {k} random rows using seed {s}", "show {k} randomly chosen rows, random_state={s}", "reproducible sample of {k} rows, seed {s}", "!choose {k} rows randomly with seed {s}"),
    "shuffle": ("shuffle the rows", "randomly reorder the rows", "put the rows in random order", "shuffle rows", "random order of all rows", "mix up the rows randomly", "rows in random order", "!all rows, shuffled"),
    "shape": ("shape", "[number of rows and columns|how many rows and columns are there?]", "what is the shape?", "rows and columns, how many?", "dimensions of the table", "size of the data as rows and columns", "show the number of rows and columns", "!the shape of the table"),
    "rows": ("how many rows [are there|does it have]?", "number of rows", "count the rows", "row count", "how many [records|entries] are there?", "total number of [records|rows]", "how long is the table?", "!what is the number of rows?"),
    "columns": ("column names", "list the columns", "what columns are there?", "names of all columns", "which columns does it have?", "show the column names as a list", "all column names", "!give the names of the columns"),
    "dtypes": ("data types", "dtypes", "what type is each column?", "column types", "show the data types of the columns", "type of every column", "which data types do the columns have?", "!the types of all columns"),
    "memory": ("memory usage in bytes", "how much memory does it use?", "memory usage", "total memory usage in bytes", "bytes of memory used by the table", "how many bytes does the table take?", "size in memory", "!how much memory is used by the table?"),
    "numeric": ("numeric columns [only|]", "only the numeric columns", "select numeric columns", "keep numeric columns", "drop all non-numeric columns", "show only columns with numbers", "which columns are numeric? show them", "!just the columns that are numeric"),
})
def overview(d: Draw) -> Task:
    k, s = d.small(2, 12), d.pick(0, 1, 7, 42, 123)
    codes = {"head": f".head({k})", "tail": f".tail({k})", "sample": f".sample({k})", "seeded": f".sample({k}, random_state={s})", "shuffle": ".sample(frac=1)", "shape": ".shape", "columns": ".columns.tolist()",
             "dtypes": ".dtypes", "memory": ".memory_usage(deep=True).sum()", "numeric": '.select_dtypes("number")'}
    kind = d.pick(*codes, "rows", "head", "columns", "shape")
    return d.task(f"len({d.df})" if kind == "rows" else d.df + codes[kind], kind, k=k, s=Word(str(s)))


@skill("table", 3, {
    "select": ("only the columns {cs}", "select {cs}", "show {cs}", "keep only {cs}", "[just|only] {cs}", "columns {cs}", "get the columns {cs}", "a table with {cs} only", "!restrict the columns to {cs}", "!i only need the columns {cs}"),
    "drop": ("drop [the column|column|] {c}", "remove [the column|column] {c}", "delete column {c}", "without the column {c}", "all columns except {c}", "get rid of column {c}", "drop {c}", "discard the {c} column", "!leave out the column {c}", "!every column but {c}"),
    "drop many": ("drop the columns {cs}", "remove columns {cs}", "delete {cs}", "without the columns {cs}", "all columns except {cs}", "get rid of the columns {cs}", "drop {cs}", "!leave out the columns {cs}"),
    "rename": ("rename {c} to {new}", "rename column {c} as {new}", "call {c} {new} instead", "change the name of {c} to {new}", "{c} should be called {new}", "rename {c} -> {new}", "give column {c} the name {new}", "!let the column {c} be called {new}", "!change the column name {c} to {new}"),
    "rename two": ("rename {c} to {new} and {e} to {other}", "rename columns: {c} -> {new}, {e} -> {other}", "change the names of {c} and {e} to {new} and {other}", "rename {c} as {new} and {e} as {other}", "{c} should be called {new} and {e} {other}", "call {c} {new} and {e} {other} instead", "rename both {c} to {new} and {e} to {other}", "!give column {c} the name {new} and {e} the name {other}"),
    "lower": ("lowercase all column names", "make the column names lowercase", "column names in lower case", "convert column names to lowercase", "rename all columns to lower case", "lower case headers", "turn all column names into lowercase", "!all the column names in lowercase"),
    "snake": ("replace spaces in the column names with underscores", "column names with underscores instead of spaces", "rename columns: spaces to underscores", "turn spaces in column names into underscores", "underscores for spaces in all column names", "change spaces to underscores in the column names", "make column names use underscores instead of spaces", "!use underscores instead of spaces in column names"),
})
def columns_chosen(d: Draw) -> Task:
    kind = d.pick("select", "select", "select", "drop", "drop", "drop many", "rename", "rename", "rename two", "lower", "snake")
    anything = (Role.NUMBER, Role.GROUP, Role.LABEL, Role.DATE, Role.FLAG)

    def one() -> Column:
        return d.column(*anything, where=lambda c: not c.is_index)

    if kind in ("lower", "snake"):
        return d.task(f"{d.df}.rename(columns=str.lower)" if kind == "lower" else f'{d.df}.rename(columns=lambda c: c.replace(" ", "_"))', kind)
    if kind in ("select", "drop many"):
        cs = [one() for _ in range(d.pick(2, 2, 3, 3, 4) if kind == "select" else 2)]
        listed = "[" + ", ".join(q(c) for c in cs) + "]"
        return d.task(f"{d.df}[{listed}]" if kind == "select" else f"{d.df}.drop(columns={listed})", kind, cs=cs)
    c = one()
    if kind == "drop":
        return d.task(f"{d.df}.drop(columns={q(c)})", kind, c=c)
    new = d.new_name()
    if kind == "rename":
        return d.task(f"{d.df}.rename(columns={{{q(c)}: {q(new)}}})", kind, c=c, new=new)
    e, other = one(), d.new_name()
    return d.task(f"{d.df}.rename(columns={{{q(c)}: {q(new)}, {q(e)}: {q(other)}}})", kind, c=c, new=new, e=e, other=other)


@skill("table", 3, (
    "pivot table of {agg} {n} with {c} as rows and {e} as columns", "pivot {agg} {n} with {c} in rows and {e} in columns", "table of {agg} {n}: {c} down, {e} across", "{c} by {e} table of {agg} {n}", "pivot table: rows {c}, columns {e}, values {agg} of {n}", "make a pivot table showing {agg} {n} for {c} and {e}, {e} as columns",
    "what is the {agg} {n} for {c} (rows) and {e} (columns)?", "pivot {n} by {c} and {e} using the {agg}", "!{agg} {n} in a table with {c} as rows and {e} across the columns", "!cross table of the {agg} {n} with rows {c} and columns {e}",
))
def pivot_table(d: Draw) -> Task:
    n, c, e = d.number(), d.group(), d.group()
    how, word = d.aggregate()
    return d.task(f'{d.df}.pivot_table(index={q(c)}, columns={q(e)}, values={q(n)}, aggfunc="{how}")', agg=word, n=n, c=c, e=e)


@skill("table", 2.5, {
    "counts": ("crosstab of {c} and {e}", "cross tabulate {c} and {e}", "contingency table of {c} [and|by|vs] {e}", "count rows for each combination of {c} and {e} as a table", "how many rows for each {c} and {e}? as a table", "{c} vs {e} counts in a cross table", "crosstab {c} {e}", "!cross table with the number of rows for {c} and {e}", "!a contingency table counting {c} against {e}"),
    "shares": ("crosstab of {c} and {e} with row [percentages|shares|proportions]", "cross tabulate {c} and {e} normalized by row", "row [proportions|shares] of {e} within {c} as a crosstab", "share of {e} in each {c} as a cross table", "crosstab of {c} and {e}, each row sums to 1", "{c} vs {e} cross table normalized over rows", "crosstab {c} {e} normalize rows", "!cross table of {c} and {e} where every row sums to 1"),
    "totals": ("crosstab of {c} and {e} with totals", "cross tabulate {c} and {e} including margins", "contingency table of {c} and {e} with row and column totals", "{c} vs {e} counts in a cross table with totals", "crosstab {c} {e} margins", "count rows by {c} and {e} as a table with totals", "crosstab with totals for {c} and {e}", "!cross table of {c} and {e} that has totals"),
})
def crosstab(d: Draw) -> Task:
    c, e, kind = d.group(), d.group(), d.pick("counts", "counts", "shares", "totals")
    extra = {"counts": "", "shares": ', normalize="index"', "totals": ", margins=True"}[kind]
    return d.task(f"pd.crosstab({d.col(c)}, {d.col(e)}{extra})", kind, c=c, e=e)


@skill("table", 2, {
    "melt": ("melt {n} and {m} keeping {c}", "unpivot {n} and {m} with {c} as id", "turn the columns {n} and {m} into rows, keep {c}", "long format of {n} and {m} with {c} as the id column", "reshape {n} and {m} to long form by {c}", "melt with id {c} and values {n}, {m}", "wide to long: {n} and {m}, id {c}", "!bring {n} and {m} into long form with {c} as id", "!{c} as id, melt {n} and {m}"),
    "set": ("set {c} as [the index|index]", "use {c} as the index", "make {c} the index", "index by {c}", "put {c} in the index", "turn {c} into the index", "how do i set {c} as index?", "!the table with {c} as its index"),
    "reset": ("reset the index", "drop the index and number the rows from 0", "reset index and drop the old one", "renumber the rows from 0", "give the rows a fresh index", "replace the index by 0 to n-1", "fresh row numbers, old index dropped", "!number the rows again from 0"),
    "sort": ("sort by index", "sort the index", "order rows by the index", "sort rows by their index", "index in sorted order", "arrange the rows by index", "put the index in order", "!rows in the order of the index"),
    "transpose": ("transpose", "swap rows and columns", "transpose the table", "turn rows into columns", "flip rows and columns", "rows as columns and columns as rows", "show it transposed", "!the table with rows and columns swapped"),
})
def reshape(d: Draw) -> Task:
    kind = d.pick("melt", "melt", "melt", "set", "set", "reset", "sort", "transpose")
    if kind == "melt":
        n, m, c = d.number(), d.number(), d.text()
        return d.task(f"{d.df}.melt(id_vars={q(c)}, value_vars=[{q(n)}, {q(m)}])", kind, n=n, m=m, c=c)
    if kind == "set":
        c = d.column(Role.LABEL, Role.GROUP, Role.DATE, where=lambda c: not c.is_index)
        return d.task(f"{d.df}.set_index({q(c)})", kind, c=c)
    return d.task(d.df + {"reset": ".reset_index(drop=True)", "sort": ".sort_index()", "transpose": ".T"}[kind], kind)


@skill("missing", 3.5, {
    "counts": ("missing values per column", "count [nulls|missing values] in every column", "how many values are missing in each column?", "number of [missing|null|nan] values by column", "null counts", "count nan per column", "which columns have missing values and how many?", "missing value counts", "!for each column the number of missing values", "!how many nulls does each column have?"),
    "shares": ("[percentage|percent] of missing values per column", "share of missing values in every column in percent", "what percentage of values is missing in each column?", "percent missing by column", "how many percent of each column are null?", "missing percentage per column", "null percentage of every column", "!for each column the percentage of missing values"),
    "total": ("total number of missing values", "how many missing values are there [in total|overall|altogether]?", "count all missing values", "number of nulls in the whole table", "count of all nan cells", "overall number of missing values", "how many cells are empty?", "!all missing values counted together"),
    "one": ("number of missing {n}", "how many {n} are [missing|null|nan]?", "count missing values in {n}", "how many rows have no {n}?", "nulls in {n}", "count of missing {n}", "missing value count of {n}", "!the number of rows where {n} is missing"),
    "rows": ("rows with [missing|any missing|null|nan] values", "show rows that have missing values", "which rows have missing values?", "rows with at least one missing value", "all incomplete rows", "find rows containing nan", "records with nulls", "!every row in which something is missing"),
    "drop": ("drop rows with missing values", "remove rows that have [nulls|missing values|nan]", "dropna", "keep only complete rows", "delete all rows with nan", "only rows without missing values", "drop incomplete rows", "!just the rows in which nothing is missing"),
    "drop one": ("drop rows where {n} is [missing|null|nan]", "remove rows with missing {n}", "delete rows without {n}", "drop rows that have no {n}", "dropna on {n}", "discard rows with null {n}", "get rid of rows where {n} is missing", "!leave out rows that lack {n}"),
    "drop columns": ("drop columns with missing values", "remove columns that have [nulls|missing values|nan]", "keep only complete columns", "delete all columns with nan", "only columns without missing values", "drop incomplete columns", "dropna for columns", "!just the columns in which nothing is missing"),
})
def missing(d: Draw) -> Task:
    kind = d.pick("counts", "counts", "shares", "total", "one", "rows", "drop", "drop one", "drop columns")
    codes = {"counts": ".isna().sum()", "shares": ".isna().mean() * 100", "total": ".isna().sum().sum()", "drop": ".dropna()", "drop columns": ".dropna(axis=1)"}
    if kind == "rows":
        return d.task(f"{d.df}[{d.df}.isna().any(axis=1)]", kind)
    if kind in codes:
        return d.task(d.df + codes[kind], kind)
    n = d.column(Role.NUMBER, Role.GROUP, Role.LABEL, where=lambda c: c.missing)
    return d.task(f"{d.col(n)}.isna().sum()" if kind == "one" else f"{d.df}.dropna(subset={q(n)})", kind, n=n)


@skill("missing", 3.5, {
    "agg": ("fill missing {n} with [the|its] {agg}", "replace [nulls|missing values|nan] in {n} by [its|the] {agg}", "impute {n} with the {agg}", "fillna {n} {agg}", "fill the gaps in {n} with the {agg}", "missing {n} should become the {agg}", "substitute missing {n} by the {agg}", "how do i fill missing {n} with the {agg}?",
            "!use the {agg} wherever {n} is missing", "!let missing {n} be the {agg}"),
    "value": ("fill missing {n} with {v}", "replace [nulls|missing values|nan] in {n} by {v}", "impute {n} with {v}", "fillna {n} {v}", "fill the gaps in {n} with {v}", "set missing {n} to {v}", "missing {n} should become {v}", "!use {v} wherever {n} is missing"),
    "forward": ("forward fill {n}", "fill missing {n} with the previous value", "ffill {n}", "replace missing {n} by the last known value", "carry the last {n} forward", "fill gaps in {n} from the row before", "propagate the previous {n} into the gaps", "!use the value before wherever {n} is missing"),
    "interpolate": ("interpolate missing {n}", "fill missing {n} by interpolation", "linear interpolation of {n}", "interpolate the gaps in {n}", "interpolate {n}", "replace missing {n} by interpolating", "impute {n} by linear interpolation", "!use interpolation wherever {n} is missing"),
    "group": ("fill missing {n} with the {agg} of its {c}", "replace missing {n} by the {agg} per {c}", "impute {n} with the {c} {agg}", "fill the gaps in {n} with the {agg} of each {c}", "missing {n} should become the {agg} of the {c}", "substitute missing {n} by the {agg} within its {c}", "how do i fill missing {n} with the {agg} per {c}?", "!use the {agg} of the {c} wherever {n} is missing"),
    "zero": ("fill all missing values with 0", "replace every [nan|null] by 0", "fillna with zero", "set all missing values to 0", "fill nulls with 0 in all columns", "missing values should be 0", "replace all missing values with zero", "!use 0 wherever anything is missing"),
})
def fill_missing(d: Draw) -> Task:
    kind = d.pick("agg", "agg", "agg", "value", "value", "forward", "interpolate", "group", "group", "zero")
    if kind == "zero":
        d.number(missing=True)
        return d.task(f'{d.df}.fillna(0)', kind)
    if kind == "value" and d.maybe(0.4):
        n = d.column(Role.GROUP, Role.LABEL, where=lambda c: c.missing and c.dtype == "str")
        v: object = d.pick("unknown", "Unknown", "missing", "none", "n/a", "other")
        return d.task(f"{d.col(n)}.fillna({q(str(v))})", kind, n=n, v=v)
    n = d.number(missing=True)
    how = d.pick("mean", "mean", "median", "median", "max", "min")
    slots: dict[str, object] = {"n": n, "agg": Word({"mean": "[mean|average]", "median": "median", "max": "maximum", "min": "minimum"}[how])}
    match kind:
        case "agg":
            return d.task(f"{d.col(n)}.fillna({d.col(n)}.{how}())", kind, **slots)
        case "value":
            v = d.pick(0, 0, 0, 1, -1, 999)
            return d.task(f"{d.col(n)}.fillna({v})", kind, **slots, v=v)
        case "group":
            c = d.group()
            return d.task(f'{d.col(n)}.fillna({d.df}.groupby({q(c)})[{q(n)}].transform("{how}"))', kind, **slots, c=c)
        case _:
            return d.task(f"{d.col(n)}.{'ffill' if kind == 'forward' else 'interpolate'}()", kind, n=n)


@skill("table", 2.5, {
    "drop": ("drop duplicate rows", "remove duplicates", "deduplicate the rows", "delete duplicated rows", "only unique rows", "drop all duplicates", "get rid of duplicate rows", "!each distinct row only once"),
    "drop by": ("drop duplicate {c}", "remove duplicates by {c}", "keep one row per {c}", "deduplicate on {c}", "keep only the first row for each duplicated {c}", "drop rows with a repeated {c}", "one row for each distinct {c}, drop the rest", "!unique rows with respect to {c}"),
    "count": ("how many duplicate rows are there?", "number of duplicated rows", "count duplicate rows", "count the duplicates", "how many rows are duplicates?", "duplicate row count", "are there duplicates? how many?", "!the number of rows that are duplicates"),
    "count by": ("how many duplicate {c} are there?", "number of rows with a repeated {c}", "count duplicates in {c}", "count duplicated {c}", "how many rows repeat an earlier {c}?", "duplicate count by {c}", "number of duplicates in {c}", "!how many rows are duplicates with respect to {c}?"),
})
def duplicates(d: Draw) -> Task:
    kind = d.pick("drop", "drop by", "drop by", "count", "count by")
    if kind in ("drop", "count"):
        return d.task(d.df + (".drop_duplicates()" if kind == "drop" else ".duplicated().sum()"), kind)
    c = d.text()
    return d.task(f"{d.df}.drop_duplicates({q(c)})" if kind == "drop by" else f"{d.col(c)}.duplicated().sum()", kind, c=c)
