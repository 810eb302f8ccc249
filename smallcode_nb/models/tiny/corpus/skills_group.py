"""Skills about groups: aggregates per key, shares, the best group, and rows chosen within groups."""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill
from smallcode_nb.models.tiny.corpus.schema import Role

_BY = "[per|by|by|for each|per|for every|in each|grouped by]"
_DOWN = "[, highest first|, worst first|, best first| sorted descending| from largest to smallest|, largest first|, biggest on top| in descending order|, sorted high to low]"
_UP = "[, lowest first| sorted ascending| from smallest to largest|, smallest first| in ascending order|, sorted low to high]"

GROUP = (
    f"{{agg}} {{n}} {_BY} {{c}}",
    f"{{agg}} {{n}} {_BY} {{c}}",
    "for each {c} [compute|calculate|find|get] the {agg} {n}",
    "group by {c} and [show|compute|get] the {agg} {n}",
    "what is the {agg} {n} [of|for] [every|each] {c}?",
    "what's the {agg} {n} per {c}?",
    "how does the {agg} {n} [vary|differ|change] by {c}?",
    "{c}: {agg} {n}",
    "{agg} of {n} grouped by {c}",
    "compute {agg} {n} [by|per] {c}",
    "[aggregate|summarise|summarize] {n} by {c} using the {agg}",
    "!group the rows by {c}, then [give|show] the {agg} {n}",
    "!i want to know the {agg} {n} of each {c}",
)


@skill("group", 9, GROUP)
def group_aggregate(d: Draw) -> Task:
    n, c = d.number(), d.group()
    how, word = d.aggregate()
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].{how}()", agg=word, n=n, c=c)


@skill("group", 5, {
    "down": tuple(t.rstrip("?") + _DOWN for t in GROUP if "{c}:" not in t) + (f"rank {{c}} by {{agg}} {{n}}{_DOWN}",),
    "up": tuple(t.rstrip("?") + _UP for t in GROUP if "{c}:" not in t),
})
def group_sorted(d: Draw) -> Task:
    n, c = d.number(), d.group()
    how, word = d.aggregate()
    down = d.maybe(0.7)
    order = "ascending=False" if down else ""
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].{how}().sort_values({order})", "down" if down else "up", agg=word, n=n, c=c)


@skill("group", 4, {
    "top": (
        "top {k} {c} by {agg} {n}", "the {k} {c} with the [highest|largest|biggest] {agg} {n}",
        "[which|what] {k} {c} have the [highest|largest|most] {agg} {n}?", "{agg} {n} [per|by] {c}, [top|only the top|keep the top] {k}",
        "{k} best {c} by {agg} {n}", "find the top {k} {c} in terms of {agg} {n}", "{agg} {n} for the {k} [highest|biggest|largest] {c}",
        "{k} [highest|largest] {c} by {agg} {n}", "!what are the top {k} {c} when ranked by {agg} {n}?", "!list the {k} {c} having the highest {agg} {n}",
    ),
    "bottom": (
        "bottom {k} {c} by {agg} {n}", "the {k} {c} with the [lowest|smallest|least] {agg} {n}",
        "[which|what] {k} {c} have the [lowest|smallest|least] {agg} {n}?", "{agg} {n} [per|by] {c}, [bottom|only the bottom|keep the bottom] {k}",
        "{k} worst {c} by {agg} {n}", "find the bottom {k} {c} in terms of {agg} {n}", "{k} [lowest|smallest] {c} by {agg} {n}",
        "!what are the bottom {k} {c} when ranked by {agg} {n}?",
    ),
})
def group_top(d: Draw) -> Task:
    n, c, k = d.number(), d.group(), d.small(2, 6)
    how, word = d.aggregate()
    top = d.maybe(0.72)
    method = "nlargest" if top else "nsmallest"
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].{how}().{method}({k})", "top" if top else "bottom", agg=word, n=n, c=c, k=k)


@skill("group", 3.5, {
    "top": (
        "[which|what] {c} has the [highest|largest|biggest] {agg} {n}?", "the {c} with the [highest|largest|biggest] {agg} {n}",
        "find the {c} that has the [highest|largest] {agg} {n}", "name of the {c} with the [highest|largest|most] {agg} {n}",
        "which {c} is [best|first|highest|top] by {agg} {n}?", "[what is|what's] the {c} with the [highest|largest] {agg} {n}?",
        "{c} with [highest|largest] {agg} {n}", "tell me which {c} has the [highest|biggest] {agg} {n}",
        "!looking for the {c} whose {agg} {n} is the highest", "!which one {c} has the largest {agg} {n}?",
    ),
    "bottom": (
        "[which|what] {c} has the [lowest|smallest|least] {agg} {n}?", "the {c} with the [lowest|smallest] {agg} {n}",
        "find the {c} that has the [lowest|smallest] {agg} {n}", "name of the {c} with the [lowest|smallest|least] {agg} {n}",
        "which {c} is [worst|last|lowest] by {agg} {n}?", "{c} with [lowest|smallest] {agg} {n}",
        "tell me which {c} has the [lowest|smallest] {agg} {n}", "!looking for the {c} whose {agg} {n} is the lowest",
    ),
})
def group_best(d: Draw) -> Task:
    n, c = d.number(), d.group()
    how, word = d.aggregate("mean", "mean", "sum", "sum", "median")
    top = d.maybe(0.75)
    method = "idxmax" if top else "idxmin"
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].{how}().{method}()", "top" if top else "bottom", agg=word, n=n, c=c)


@skill("group", 3, (
    f"{{agg}} {{n}} {_BY} {{c}} and {{e}}", "for each {c} and {e} [compute|calculate|get] the {agg} {n}",
    "group by {c} and {e} and [show|compute] the {agg} {n}", "{agg} {n} by {c}, {e}",
    "what is the {agg} {n} for each combination of {c} and {e}?", "{agg} {n} per {c} per {e}",
    "compute {agg} {n} grouped by {c} and {e}", "{agg} {n} broken down by {c} and {e}",
    "!break down the {agg} {n} by {c} and then {e}", "!for every pair of {c} and {e} give the {agg} {n}",
))
def group_two_keys(d: Draw) -> Task:
    n, c, e = d.number(), d.group(), d.group()
    how, word = d.aggregate()
    return d.task(f"{d.df}.groupby([{q(c)}, {q(e)}])[{q(n)}].{how}()", agg=word, n=n, c=c, e=e)


@skill("group", 3, (
    f"{{agg}} {{n}} and {{m}} {_BY} {{c}}", "for each {c} [compute|calculate|show] the {agg} {n} and {m}",
    "group by {c} and [show|compute] the {agg} of {n} and {m}", "what are the {agg} {n} and {m} [per|for each] {c}?",
    "{agg} of both {n} and {m} by {c}", "compute {agg} of {n}, {m} per {c}", "{c}: {agg} {n} and {m}",
    "!both the {agg} {n} and the {agg} {m} per {c}", "!show {n} and {m} by {c}, using the {agg}",
))
def group_two_values(d: Draw) -> Task:
    n, m, c = d.number(), d.number(), d.group()
    how, word = d.aggregate()
    return d.task(f"{d.df}.groupby({q(c)})[[{q(n)}, {q(m)}]].{how}()", agg=word, n=n, m=m, c=c)


_PLAIN = {"mean": "[mean|average|mean]", "sum": "[sum|total|sum]", "max": "[max|maximum]", "min": "[min|minimum]", "median": "median",
          "std": "[std|standard deviation]", "count": "count"}


@skill("group", 3, (
    f"{{hows}} of {{n}} {_BY} {{c}}", "for each {c} [compute|show] {hows} of {n}", "group by {c} and get the {hows} of {n}",
    "what are the {hows} of {n} per {c}?", "{n} by {c}: {hows}", "aggregate {n} by {c} with {hows}", "[summarise|summarize] {n} per {c} with {hows}",
    "{hows} {n} [per|by] {c}", "!show {hows} of {n} in each {c}", "!the {hows} of {n}, grouped by {c}",
))
def group_many_aggregates(d: Draw) -> Task:
    n, c = d.number(), d.group()
    names = d.rng.sample(list(_PLAIN), d.pick(2, 2, 3, 3, 4))
    listed = "[" + ", ".join(f'"{h}"' for h in names) + "]"
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].agg({listed})", hows=[Word(_PLAIN[h]) for h in names], n=n, c=c)


@skill("group", 2, (
    "{agg1} {n} and {agg2} {m} [per|by|for each] {c}", "for each {c} [compute|show] the {agg1} {n} and the {agg2} {m}",
    "group by {c} and get the {agg1} {n} and {agg2} {m}", "what are the {agg1} {n} and the {agg2} {m} of each {c}?",
    "by {c}: {agg1} {n}, {agg2} {m}", "aggregate by {c}: {agg1} of {n}, {agg2} of {m}", "compute the {agg1} {n} together with the {agg2} {m} per {c}",
    "!per {c}, the {agg1} {n} and also the {agg2} {m}", "!summarise each {c} by its {agg1} {n} and {agg2} {m}",
))
def group_mixed_aggregates(d: Draw) -> Task:
    n, m, c = d.number(), d.number(), d.group()
    (one, word1), (two, word2) = d.aggregate(), d.aggregate()
    code = f'{d.df}.groupby({q(c)}).agg({{{q(n)}: "{one}", {q(m)}: "{two}"}})'
    return d.task(code, agg1=word1, agg2=word2, n=n, m=m, c=c)


@skill("group", 2.5, (
    "[number|count] of [distinct|unique|different] {e} [per|by|for each|in each] {c}", "how many [distinct|unique|different] {e} [does each {c} have|are there per {c}|per {c}]?",
    "for each {c} count the [distinct|unique|different] {e}", "group by {c} and count [distinct|unique] {e}", "unique {e} per {c}, just the count",
    "count the [different|unique] {e} in each {c}", "distinct {e} count by {c}", "!for every {c}, the number of different {e}", "!how many different {e} appear in each {c}?",
))
def group_distinct(d: Draw) -> Task:
    e, c = d.text(), d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(e)}].nunique()", e=e, c=c)


@skill("group", 2.5, (
    "[share|percentage|percent] of {n} [per|by|for each] {c} [in percent|as a percentage|]", "what [percentage|percent|share] of the total {n} does each {c} [have|contribute|account for]?",
    "{n} share by {c} in percent", "percent of total {n} by {c}", "each {c}'s percentage of total {n}", "contribution of each {c} to total {n} in percent",
    "compute the percentage of {n} [per|by] {c}", "how is total {n} [split|divided] among {c} in percent?", "!which share of {n} comes from each {c}?", "!break total {n} down by {c} as percent",
))
def group_share(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].sum() / {d.col(n)}.sum() * 100", n=n, c=c)


@skill("group", 2, (
    "add a column {new} with the {agg} {n} of [its|the row's|each] {c}", "create a column {new} holding the {agg} {n} per {c} [for every row|on each row|]",
    "new column {new}: {agg} {n} of the {c}", "for every row put the {agg} {n} of its {c} in {new}", "broadcast the {agg} {n} per {c} to a new column {new}",
    "add {new}, the {agg} {n} within each {c}", "store the {agg} {n} of each {c} as column {new}", "!give every row its {c}'s {agg} {n} in a column {new}", "!add the {agg} {n} per {c} as a new column called {new}",
))
def group_broadcast(d: Draw) -> Task:
    n, c, new = d.number(), d.group(), d.new_name()
    how, word = d.aggregate()
    code = f'{d.df}[{q(new)}] = {d.df}.groupby({q(c)})[{q(n)}].transform("{how}")\n{d.df}.head()'
    return d.task(code, agg=word, n=n, c=c, new=new)


@skill("group", 2, (
    "[deviation|difference] of {n} from [its|the] {c} [mean|average]", "how far is each {n} from the [mean|average] of its {c}?", "{n} minus the {c} [mean|average]",
    "center {n} within each {c}", "subtract the [average|mean] {n} of each {c} from {n}", "difference between each row's {n} and the [average|mean] {n} of its {c}",
    "demean {n} by {c}", "!for each row, {n} minus the average {n} of its {c}", "!difference of {n} from the mean within {c}",
))
def group_deviation(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f'{d.col(n)} - {d.df}.groupby({q(c)})[{q(n)}].transform("mean")', n=n, c=c)


@skill("group", 1.5, (
    "each row's share of {n} within its {c}", "{n} as a [share|fraction] of the {c} total", "[fraction|share] of {n} within each {c} [for every row|per row|]",
    "divide {n} by the total {n} of its {c}", "what fraction of its {c}'s total {n} is each row?", "normalise {n} so that it sums to 1 within each {c}",
    "row share of {n} inside {c}", "!for every row, {n} divided by the sum of {n} in its {c}", "!share of each row in the total {n} of its {c}",
))
def group_row_share(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f'{d.col(n)} / {d.df}.groupby({q(c)})[{q(n)}].transform("sum")', n=n, c=c)


@skill("group", 2.5, {
    "max": (
        "the row with the [highest|largest|biggest|maximum] {n} [in|for|of] each {c}", "row with the [max|maximum|highest] {n} per {c}", "for each {c} show the row with the [highest|largest] {n}",
        "for each {c} keep only the row with the [highest|largest|max] {n}", "which row has the [highest|largest] {n} in each {c}?", "best row per {c} by {n}",
        "full row of the [largest|highest] {n} by {c}", "!pick the row having the largest {n} of every {c}", "!one row per {c}: the one with the highest {n}",
    ),
    "min": (
        "the row with the [lowest|smallest|minimum] {n} [in|for|of] each {c}", "row with the [min|minimum|lowest] {n} per {c}", "for each {c} show the row with the [lowest|smallest] {n}",
        "for each {c} keep only the row with the [lowest|smallest|min] {n}", "which row has the [lowest|smallest] {n} in each {c}?", "full row of the [smallest|lowest] {n} by {c}",
        "worst row per {c} by {n}", "!one row per {c}: the one with the lowest {n}",
    ),
})
def group_extreme_row(d: Draw) -> Task:
    n, c = d.number(), d.group()
    top = d.maybe(0.7)
    method = "idxmax" if top else "idxmin"
    return d.task(f"{d.df}.loc[{d.df}.groupby({q(c)})[{q(n)}].{method}()]", "max" if top else "min", n=n, c=c)


@skill("group", 2, {
    "first": ("first row [of|per|for|in] each {c}", "the first row per {c}", "show only the first row of every {c}", "keep the first row for each {c}", "first record per {c}",
              "for each {c} [get|take] the first row", "one row per {c}, the first one", "!from each {c} take just the first row", "!the first record of every {c}"),
    "last": ("last row [of|per|for|in] each {c}", "the last row per {c}", "show only the last row of every {c}", "keep the last row for each {c}", "last record per {c}",
             "for each {c} [get|take] the last row", "one row per {c}, the last one", "!from each {c} take just the last row"),
    "many": ("first {k} rows [of|per|for|in] each {c}", "the first {k} rows per {c}", "show only the first {k} rows of every {c}", "keep the first {k} rows for each {c}",
             "for each {c} [get|take] the first {k} rows", "{k} rows per {c}", "{k} rows from each {c}", "!from each {c} take just the first {k} rows"),
})
def group_first_rows(d: Draw) -> Task:
    c, kind, k = d.group(), d.pick("first", "last", "many"), d.small(2, 5)
    call = {"first": "head(1)", "last": "tail(1)", "many": f"head({k})"}[kind]
    return d.task(f"{d.df}.groupby({q(c)}).{call}", kind, c=c, k=k)


@skill("group", 2, (
    "top {k} rows by {n} [in|within|for|per] each {c}", "the {k} [highest|largest] {n} rows of each {c}", "for each {c} show the {k} rows with the [highest|largest] {n}",
    "{k} rows with the [largest|highest] {n} per {c}", "within every {c}, the top {k} rows by {n}", "which {k} rows have the highest {n} in each {c}?", "keep the {k} best rows by {n} in every {c}",
    "!per {c}, keep the {k} rows having the highest {n}", "!top {k} by {n} inside every {c}",
))
def group_top_rows(d: Draw) -> Task:
    n, c, k = d.number(), d.group(), d.small(2, 5)
    return d.task(f"{d.df}.sort_values({q(n)}, ascending=False).groupby({q(c)}).head({k})", n=n, c=c, k=k)


@skill("group", 2, {
    "more": ("rows of {c} that [appear|occur] [at least|no less than] {k} times", "keep only {c} with at least {k} rows", "filter out {c} with fewer than {k} rows", "drop {c} that have less than {k} rows",
             "only rows whose {c} [appears|occurs] at least {k} times", "remove rare {c}, those with fewer than {k} rows", "keep groups of {c} with {k} or more rows",
             "!rows belonging to a {c} with at least {k} rows", "!discard any {c} that has fewer than {k} rows"),
})
def group_large_only(d: Draw) -> Task:
    c = d.group()
    k = int(d.cells(c).value_counts().median())
    return d.task(f'{d.df}[{d.df}.groupby({q(c)})[{q(c)}].transform("size") >= {k}]', "more", c=c, k=k)


@skill("group", 1.5, (
    "most [frequent|common] {e} [per|for each|in each|by] {c}", "what is the most [common|frequent] {e} in each {c}?", "for each {c} find the most [frequent|common] {e}", "mode of {e} per {c}",
    "the {e} that occurs most often in each {c}", "group by {c} and get the most [common|frequent] {e}", "which {e} is most [common|frequent] per {c}?",
    "!for every {c} the {e} that appears most often", "!the most common value of {e} in each {c}",
))
def group_mode(d: Draw) -> Task:
    e, c = d.column(Role.GROUP), d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(e)}].agg(lambda s: s.mode().iloc[0])", e=e, c=c)


@skill("group", 2, (
    "{p}th percentile of {n} [per|by|for each] {c}", "for each {c} compute the {p}th percentile of {n}", "percentile {p} of {n} by {c}", "what is the {p}th percentile of {n} in each {c}?",
    "p{p} of {n} per {c}", "group by {c} and get the {p}th percentile of {n}", "{p}% quantile of {n} by {c}", "!the {p}th percentile of {n} for every {c}", "!by {c}, percentile {p} of {n}",
))
def group_quantile(d: Draw) -> Task:
    n, c, p = d.number(), d.group(), d.pick(5, 10, 25, 75, 80, 90, 95, 99)
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].quantile({p / 100})", n=n, c=c, p=Word(str(p)))


@skill("group", 2, (
    "[running|cumulative] [total|sum] of {n} [per|within each|for each|by] {c}", "cumulative {n} by {c}", "for each {c} compute the [running|cumulative] sum of {n}", "cumsum of {n} within {c}",
    "running total of {n}, restarted for every {c}", "accumulate {n} separately for each {c}", "what is the running total of {n} inside each {c}?", "!within every {c}, a running total of {n}", "!cumulative sum of {n}, for each {c} separately",
))
def group_running_total(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].cumsum()", n=n, c=c)


@skill("group", 1.5, (
    "{k} row [moving|rolling] average of {n} [per|within each|for each|by] {c}", "[rolling|moving] mean of {n} over {k} rows by {c}", "for each {c} compute a [rolling|moving] average of {n} with window {k}",
    "[moving|rolling] average ({k} rows) of {n} within {c}", "smooth {n} per {c} with a {k} row [rolling|moving] mean", "rolling mean of {n}, window {k}, separately for each {c}", "by {c}, the {k} row rolling average of {n}",
    "!within every {c}, average {n} over a moving window of {k} rows", "!rolling average over {k} rows of {n} for every {c}",
))
def group_rolling(d: Draw) -> Task:
    n, c, k = d.number(), d.group(), d.small(2, 7)
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].rolling({k}).mean()", n=n, c=c, k=k)


@skill("group", 1.5, (
    "rank rows by {n} within each {c}", "rank of {n} [inside|within|per] {c}, 1 is the [highest|largest]", "for each {c} rank the rows by {n}, highest first", "what rank does each row's {n} have in its {c}?",
    "position of every row within its {c} by {n}, highest first", "rank {n} in descending order by {c}", "ranking of {n} within {c} [from highest to lowest|descending]",
    "!within every {c} give each row its rank by {n}, largest first", "!rank each row's {n} among its {c}, highest first",
))
def group_rank(d: Draw) -> Task:
    n, c = d.number(), d.group()
    return d.task(f"{d.df}.groupby({q(c)})[{q(n)}].rank(ascending=False)", n=n, c=c)
