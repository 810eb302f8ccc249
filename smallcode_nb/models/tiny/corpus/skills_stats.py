"""Skills that answer with numbers: aggregates of columns, counts of values, correlation, spread, outliers."""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import AGGREGATES, Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill


@skill("stats", 4, (
    "{agg} {n}", "what is the {agg} {n}?", "compute the {agg} {n}", "overall {agg} {n}", "what's the {agg} {n}?", "{agg} of {n}", "calculate {agg} {n}", "{n} {plain}", "the {agg} {n} over all rows", "tell me the {agg} {n}",
    "!determine the {agg} {n} of all rows", "!i need to know the {agg} {n}",
))
def column_aggregate(d: Draw) -> Task:
    n = d.number()
    how = d.pick(*AGGREGATES, "mean", "sum", "max", "min")
    plain = {"mean": "average", "sum": "total", "max": "maximum", "min": "minimum", "median": "median", "std": "standard deviation"}[how]
    return d.task(f"{d.col(n)}.{how}()", agg=Word(AGGREGATES[how]), plain=Word(plain), n=n)


@skill("stats", 2, (
    "{hows} of {n}", "compute {hows} of {n}", "what are the {hows} of {n}?", "show the {hows} of {n}", "{n}: {hows}", "calculate the {hows} for {n}", "[summarise|summarize] {n} with {hows}", "get {hows} of {n}", "!the {hows} of {n} over all rows", "!i need the {hows} for {n}",
))
def column_aggregates(d: Draw) -> Task:
    n = d.number()
    words = {"mean": "[mean|average]", "sum": "[sum|total]", "max": "[max|maximum]", "min": "[min|minimum]", "median": "median", "std": "[std|standard deviation]"}
    names = d.rng.sample(list(words), d.pick(2, 2, 3))
    listed = "[" + ", ".join(q(h) for h in names) + "]"
    return d.task(f"{d.col(n)}.agg({listed})", hows=[Word(words[h]) for h in names], n=n)


@skill("stats", 2.5, (
    "correlation between {n} and {m}", "how [correlated|strongly correlated] are {n} and {m}?", "correlate {n} with {m}", "correlation of {n} and {m}", "is {n} correlated with {m}?", "compute the correlation between {n} and {m}", "corr {n} {m}",
    "what is the correlation between {n} and {m}?", "!find out how {n} and {m} are correlated", "!correlation coefficient of {n} with {m}", "pearson correlation coefficient of {n} and {m}",
))
def correlation(d: Draw) -> Task:
    n, m = d.number(), d.number()
    return d.task(f"{d.col(n)}.corr({d.col(m)})", n=n, m=m)


@skill("stats", 2, {
    "matrix": ("correlation matrix", "correlations between all numeric columns", "compute the correlation matrix", "pairwise correlations of the numeric columns", "how are the numeric columns correlated?", "correlation table of all numeric columns", "show the correlation of every pair of numeric columns",
               "corr matrix", "!show the matrix of correlations between numeric columns", "!all pairwise correlations"),
    "with": ("correlation of every numeric column with {n}", "which columns correlate [most|best] with {n}?", "correlations with {n}, [highest first|sorted descending]", "rank numeric columns by correlation with {n}", "how do the numeric columns correlate with {n}?", "correlate all numeric columns with {n}",
             "show what is correlated with {n}", "!rank the other numeric columns by how they correlate with {n}"),
})
def correlation_matrix(d: Draw) -> Task:
    n = d.number()
    if d.maybe(0.5):
        return d.task(f"{d.df}.corr(numeric_only=True)", "matrix")
    return d.task(f"{d.df}.corr(numeric_only=True)[{q(n)}].sort_values(ascending=False)", "with", n=n)


@skill("stats", 5, {
    "counts": ("how often does each {c} [occur|appear]?", "value counts of {c}", "frequency of {c}", "count rows per {c}", "number of rows [per|by|for each] {c}", "how many rows [are there per|per|for each] {c}?", "count by {c}", "{c} counts", "tally {c}", "how many [records|entries] does each {c} have?",
               "value_counts {c}", "distribution of {c} values", "!the number of records in each {c}", "!count how many rows belong to each {c}"),
    "shares": ("[share|proportion|fraction] of [rows|records] per {c}", "relative frequency of {c}", "normalized value counts of {c}", "proportion of each {c}", "what fraction of rows does each {c} have?", "fraction of rows by {c}", "value counts of {c} as [fractions|proportions|shares]", "how are the rows distributed over {c} as proportions?",
               "!the proportion of records in each {c}", "!what share of rows belongs to each {c}?"),
    "percent": ("percentage of rows per {c}", "percent of [records|rows] by {c}", "value counts of {c} in percent", "what percentage of rows does each {c} have?", "how many percent of rows per {c}?", "{c} counts as percentages", "frequency of {c} in percent", "!the percentage of records in each {c}"),
    "top": ("[top|the top] {k} most [common|frequent] {c}", "{k} most [common|frequent] {c}", "the {k} most common values of {c}", "which {k} {c} occur most often?", "top {k} {c} by [count|number of rows|frequency]", "what are the {k} most frequent {c}?", "find the {k} {c} that appear most often",
            "!the {k} {c} that have the most rows", "!list the {k} most frequent values of {c}"),
})
def value_counts(d: Draw) -> Task:
    c, k = d.group(), d.small(2, 5)
    kind = d.pick("counts", "counts", "counts", "shares", "percent", "top")
    tail = {"counts": "()", "shares": "(normalize=True)", "percent": "(normalize=True) * 100", "top": f"().head({k})"}[kind]
    return d.task(f"{d.col(c)}.value_counts{tail}", kind, c=c, k=k)


@skill("stats", 2.5, {
    "one": ("most [common|frequent] {c}", "which {c} [occurs|appears] most often?", "what is the most [common|frequent] {c}?", "mode of {c}", "{c} that occurs most often", "find the most [common|frequent] {c}", "the {c} with the most rows", "!tell me the {c} that appears most often", "!which {c} has the most rows?"),
})
def mode(d: Draw) -> Task:
    c = d.group()
    return d.task(f"{d.col(c)}.mode()[0]", "one", c=c)


@skill("stats", 3, {
    "count": ("number of [distinct|unique|different] {c}", "how many [different|distinct|unique] {c} are there?", "count [unique|distinct] {c}", "how many [unique|distinct] values does {c} have?", "nunique of {c}", "count the [different|distinct] {c}", "cardinality of {c}", "!the number of different values in {c}", "!how many {c} are there, counting each once?"),
    "list": ("[unique|distinct] {c}", "list [all|the] [distinct|unique|different] {c}", "what are the [unique|distinct|different] values of {c}?", "which [different|distinct] {c} are there?", "show [unique|distinct] values in {c}", "all [possible|distinct|different] {c}", "get the unique {c}",
             "!give the different values that occur in {c}", "!every {c}, each once"),
    "all": ("number of [distinct|unique] values [per|in each|in every] column", "how many [unique|distinct] values does each column have?", "unique values per column", "count distinct values in every column", "nunique for all columns", "cardinality of each column", "number of different values by column", "!for each column the number of distinct values"),
})
def unique_values(d: Draw) -> Task:
    kind = d.pick("count", "count", "list", "list", "all")
    if kind == "all":
        return d.task(f"{d.df}.nunique()", kind)
    c = d.text()
    return d.task(f"{d.col(c)}.{'nunique' if kind == 'count' else 'unique'}()", kind, c=c)


@skill("stats", 2, (
    "{p}th percentile of {n}", "percentile {p} of {n}", "what is the {p}th percentile of {n}?", "p{p} of {n}", "compute the {p}th percentile of {n}", "{p}% quantile of {n}", "find the {n} at the {p}th percentile", "{n}: {p}th percentile", "!the value of {n} at percentile {p}", "!tell me the {p}th percentile for {n}",
))
def percentile(d: Draw) -> Task:
    n, p = d.number(), d.pick(1, 5, 10, 20, 25, 75, 80, 90, 95, 99)
    return d.task(f"{d.col(n)}.quantile({p / 100})", n=n, p=Word(str(p)))


@skill("stats", 1.5, {
    "quartiles": ("quartiles of {n}", "25th, 50th and 75th percentile of {n}", "what are the quartiles of {n}?", "compute the quartiles of {n}", "first quartile, median and third quartile of {n}", "show the quartiles for {n}", "get {n} quartiles", "!the three quartiles of {n}"),
    "iqr": ("interquartile range of {n}", "iqr of {n}", "what is the interquartile range of {n}?", "compute the iqr of {n}", "calculate the interquartile range for {n}", "{n} iqr", "difference between the 75th and 25th percentile of {n}", "!how large is the interquartile range of {n}?"),
    "range": ("range of {n}", "difference between the [max|maximum|highest] and [min|minimum|lowest] {n}", "what is the range of {n}?", "[max|maximum] minus [min|minimum] of {n}", "compute the range of {n}", "{n} range from lowest to highest", "spread between largest and smallest {n}", "!how large is the difference between the maximum and minimum {n}?"),
})
def spread(d: Draw) -> Task:
    n, kind = d.number(), d.pick("quartiles", "iqr", "range")
    column = d.col(n)
    code = {"quartiles": f"{column}.quantile([0.25, 0.5, 0.75])", "iqr": f"{column}.quantile(0.75) - {column}.quantile(0.25)", "range": f"{column}.max() - {column}.min()"}[kind]
    return d.task(code, kind, n=n)


@skill("stats", 2, {
    "find": ("outliers in {n}", "find [outliers|the outliers] in {n}", "rows where {n} is an outlier", "rows with outliers in {n} [by|using] the iqr [rule|method]", "which rows are outliers in {n}?", "detect outliers of {n} with 1.5 iqr", "show rows whose {n} is an outlier", "outlier rows by {n}", "!show all the rows that are outliers in {n}", "!which {n} are outliers by the iqr rule?"),
    "drop": ("remove outliers in {n}", "drop outliers of {n}", "remove rows where {n} is an outlier", "exclude outliers in {n} [using|with] the iqr rule", "filter out the outliers in {n}", "keep rows whose {n} is not an outlier", "clean outliers from {n}, 1.5 iqr", "!without the rows that are outliers in {n}"),
})
def outliers(d: Draw) -> Task:
    n = d.number()
    kind, mark = d.pick(("find", "~"), ("drop", ""))
    column = d.col(n)
    lines = (f"q1, q3 = {column}.quantile([0.25, 0.75])", "iqr = q3 - q1", f"{d.df}[{mark}{column}.between(q1 - 1.5 * iqr, q3 + 1.5 * iqr)]")
    return d.task("\n".join(lines), kind, n=n, lenient=True)


@skill("stats", 2, (
    "[weighted average|weighted mean] of {n} [with weights|weighted by|using] {m}", "average {n} weighted by {m}", "mean of {n} weighted by {m}", "what is the average {n} weighted by {m}?", "compute the {m} weighted [mean|average] of {n}", "weighted mean: {n}, weights {m}", "{m}-weighted average of {n}",
    "!average of {n} where {m} gives the weights", "!use {m} as weights and get the mean {n}",
))
def weighted_mean(d: Draw) -> Task:
    n, m = d.number(missing=False), d.number()
    return d.task(f"({d.col(n)} * {d.col(m)}).sum() / {d.col(m)}.sum()", n=n, m=m)


@skill("stats", 2.5, {
    "max": ("row with the [highest|largest|maximum|max|biggest] {n}", "which row has the [highest|largest|maximum] {n}?", "the [record|row] with the [highest|largest] {n}", "show the row where {n} is [highest|largest|maximal]", "find the [entry|row] with the maximum {n}", "row of the maximum {n}", "all details of the row with the [biggest|largest] {n}",
            "!give the one row whose {n} is the highest", "!the entry having the largest {n}"),
    "min": ("row with the [lowest|smallest|minimum|min] {n}", "which row has the [lowest|smallest|minimum] {n}?", "the [record|row] with the [lowest|smallest] {n}", "show the row where {n} is [lowest|smallest|minimal]", "find the [entry|row] with the minimum {n}", "row of the minimum {n}", "all details of the row with the smallest {n}",
            "!give the one row whose {n} is the lowest"),
    "which": ("which {e} has the [highest|largest|biggest] {n}?", "{e} of the row with the [highest|largest] {n}", "the {e} with the [highest|largest|maximum] {n}", "what {e} has the [highest|maximum] {n}?", "find the {e} with the [highest|largest] {n}", "{e} with the [biggest|largest] {n}", "tell me the {e} that has the highest {n}",
              "!whose {n} is the highest, by {e}?", "!the {e} whose {n} is the largest"),
    "which min": ("which {e} has the [lowest|smallest] {n}?", "{e} of the row with the [lowest|smallest] {n}", "the {e} with the [lowest|smallest|minimum] {n}", "what {e} has the [lowest|minimum] {n}?", "find the {e} with the [lowest|smallest] {n}", "{e} with the [smallest|lowest] {n}", "tell me the {e} that has the lowest {n}",
                  "!the {e} whose {n} is the smallest"),
})
def extreme_row(d: Draw) -> Task:
    n, kind = d.number(), d.pick("max", "min", "which", "which", "which min")
    method = "idxmin" if "min" in kind else "idxmax"
    at = f"{d.col(n)}.{method}()"
    if kind in ("max", "min"):
        return d.task(f"{d.df}.loc[{at}]", kind, n=n)
    e = d.text()
    return d.task(f"{d.df}.loc[{at}, {q(e)}]", kind, n=n, e=e)


@skill("stats", 2, {
    "all": ("describe", "summary statistics", "[basic|descriptive|summary] statistics of the numeric columns", "describe the data", "give an overview of the numeric columns", "what do the numeric columns look like? summary statistics", "stats for all numeric columns", "show summary stats", "!the usual summary statistics", "!describe all numeric columns"),
    "one": ("describe {n}", "summary statistics of {n}", "[basic|descriptive] statistics for {n}", "give summary stats of {n}", "what are the summary statistics of {n}?", "[summarise|summarize] {n}", "show stats for {n}", "!the usual summary statistics of {n}", "!give the descriptive statistics for {n}"),
    "group": ("describe {n} by {c}", "summary statistics of {n} per {c}", "[basic|descriptive] statistics for {n} in each {c}", "give summary stats of {n} by {c}", "for each {c} describe {n}", "[summarise|summarize] {n} per {c}", "show stats for {n} by {c}", "!the usual summary statistics of {n} for every {c}"),
})
def describe_data(d: Draw) -> Task:
    kind = d.pick("all", "one", "one", "group")
    if kind == "all":
        return d.task(f"{d.df}.describe()", kind)
    n = d.number()
    if kind == "one":
        return d.task(f"{d.col(n)}.describe()", kind, n=n)
    c = d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].describe()", kind, n=n, c=c)


@skill("stats", 2, (
    "{agg} of all numeric columns", "{agg} of every numeric column", "compute the {agg} of each numeric column", "what is the {agg} of each numeric column?", "column {agg}s", "{agg} per column", "{agg} for all columns", "!every numeric column's {agg}", "!the {agg} of each of the numeric columns",
))
def all_aggregates(d: Draw) -> Task:
    how, word = d.pick(("mean", "mean"), ("median", "median"), ("std", "standard deviation"), ("max", "maximum"), ("min", "minimum"), ("sum", "sum"))
    return d.task(f"{d.df}.{how}(numeric_only=True)", agg=Word(word))


@skill("stats", 1.5, (
    "[ratio of|ratio between] {agg} {n} [to|and] {agg} {m}", "{agg} {n} divided by {agg} {m}", "divide the {agg} {n} by the {agg} {m}", "what is the {agg} {n} divided by the {agg} {m}?", "{agg} {n} / {agg} {m}", "ratio: {agg} {n} to {agg} {m}", "compute {agg} {n} over {agg} {m}", "!how large is the {agg} {n} relative to the {agg} {m} as a ratio?", "!the {agg} {n} over the {agg} {m}",
))
def ratio_of_aggregates(d: Draw) -> Task:
    n, m = d.number(), d.number()
    how, word = d.pick(("sum", "total"), ("sum", "total"), ("mean", "average"), ("median", "median"))
    return d.task(f"{d.col(n)}.{how}() / {d.col(m)}.{how}()", agg=Word(word), n=n, m=m)
