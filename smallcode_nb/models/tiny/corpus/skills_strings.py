"""Skills on text columns: case, length, pieces, replacement.

Knows pandas' string accessor. Does not know filters by text (skills_filter.py).
"""

from __future__ import annotations

from smallcode_nb.models.tiny.corpus.draw import Draw, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, skill

_CALLS: dict[str, tuple[str, tuple[str, ...]]] = {
    "upper": ("upper()", ("{c} in upper case", "uppercase {c}", "convert {c} to upper case", "make {c} all caps", "{c} in capital letters", "turn {c} into upper case", "!the values of {c}, but upper case")),
    "lower": ("lower()", ("{c} in lower case", "lowercase {c}", "convert {c} to lower case", "make {c} all lower case", "{c} in small letters", "turn {c} into lower case", "!the values of {c}, but lower case")),
    "title": ("title()", ("{c} in title case", "title case {c}", "capitalise each word in {c}", "convert {c} to title case", "make {c} title case", "turn {c} into title case", "!the values of {c}, but title case")),
    "strip": ("strip()", ("strip whitespace from {c}", "trim {c}", "remove spaces around {c}", "strip {c}", "remove leading and trailing spaces from {c}", "clean the whitespace around {c}", "!{c} without spaces at either end")),
    "length": ("len()", ("length of {c}", "number of characters in {c}", "how long is each {c}?", "how many characters does each {c} have?", "{c} lengths", "text length of {c}", "!count the characters of each {c}")),
    "first_word": ("split().str[0]", ("first word of {c}", "take the first word of {c}", "extract the first word from {c}", "what is the first word of each {c}?", "only the first word in {c}", "keep the first word of {c}", "!get just the first word of every {c}")),
    "last_word": ("split().str[-1]", ("last word of {c}", "take the last word of {c}", "extract the last word from {c}", "what is the last word of each {c}?", "only the last word in {c}", "keep the last word of {c}", "!get just the last word of every {c}")),
    "words": ("split().str.len()", ("number of words in {c}", "how many words does each {c} have?", "word count of {c}", "count the words in {c}", "words per {c}", "!count how many words every {c} has")),
    "digits": ('extract(r"(\\d+)")[0]', ("extract the digits from {c}", "extract the number in {c}", "pull the digits out of {c}", "number inside each {c}", "digits of {c}", "get the number from {c}", "!take only the first number from {c}")),
}  # fmt: skip


@skill("strings", 4, {name: phrases for name, (_, phrases) in _CALLS.items()})
def string_call(d: Draw) -> Task:
    c, kind = d.text(), d.pick(*_CALLS)
    return d.task(f"{d.col(c)}.str.{_CALLS[kind][0]}", kind, c=c)


@skill("strings", 2, {
    "start": ("first {k} [characters|letters] of {c}", "take the first {k} [characters|letters] of {c}", "{c} cut to {k} characters", "the leading {k} characters of {c}", "truncate {c} to {k} characters", "!keep {k} characters from the start of {c}"),
    "end": ("last {k} [characters|letters] of {c}", "take the last {k} [characters|letters] of {c}", "the trailing {k} characters of {c}", "final {k} characters of {c}", "!keep {k} characters from the end of {c}"),
})
def string_cut(d: Draw) -> Task:
    c, k, kind = d.text(), d.small(2, 5), d.pick("start", "end")
    return d.task(f"{d.col(c)}.str[{f':{k}' if kind == 'start' else f'-{k}:'}]", kind, c=c, k=k)


@skill("strings", 2.5, {
    "value": ("replace {a} by {b} in {c}", "replace {a} with {b} in {c}", "in {c} replace {a} with {b}", "change {a} to {b} in {c}", "rename the value {a} to {b} in {c}", "recode {a} as {b} in {c}", "!every {a} in {c} should become {b}"),
    "mark": ("replace [spaces|blanks] [in|of] {c} with underscores", "turn spaces in {c} into underscores", "{c} with underscores instead of spaces", "change spaces to underscores in {c}", "!underscores in place of the spaces of {c}"),
})
def string_replace(d: Draw) -> Task:
    kind = d.pick("value", "value", "mark")
    if kind == "mark":
        c = d.text()
        return d.task(f'{d.col(c)}.str.replace(" ", "_")', kind, c=c)
    c = d.group()
    a, b = d.value(c), d.new_name()
    return d.task(f"{d.col(c)}.replace({q(a)}, {q(b)})", kind, c=c, a=a, b=b)


@skill("strings", 2, (
    "add a column {s} with {what} of {c}", "new column {s}: {what} of {c}", "create {s} as {what} of {c}", "make a column {s} holding {what} of {c}", "store {what} of {c} in {s}", "add {what} of {c} as {s}", "!{s} should be a new column with {what} of {c}",
))
def string_column(d: Draw) -> Task:
    c, s = d.text(), d.new_name()
    call, what = d.pick(("len()", "the length"), ("upper()", "the upper case"), ("lower()", "the lower case"), ("split().str[0]", "the first word"), ("[0]", "the first letter"))
    code = f"{d.col(c)}.str{call}" if call.startswith("[") else f"{d.col(c)}.str.{call}"
    return d.task(f"{d.df}[{q(s)}] = {code}\n{d.df}.head()", s=s, what=Word(what), c=c)


@skill("strings", 2, (
    "[longest|the longest] {c}", "which {c} is the longest?", "find the {c} with the most characters", "the {c} with the longest text", "what is the longest {c}?", "longest text in {c}", "!the value of {c} that has the most characters",
))
def string_longest(d: Draw) -> Task:
    c = d.text()
    return d.task(f"{d.col(c)}.loc[{d.col(c)}.str.len().idxmax()]", c=c)
