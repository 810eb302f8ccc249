"""Skills on columns of strings: case, length, parts, replacement, patterns."""

from __future__ import annotations

import re

from smallcode_nb.models.tiny.corpus.draw import Draw, Phrase, Word, q
from smallcode_nb.models.tiny.corpus.registry import Task, UnsuitableError, skill


@skill("text", 3, {
    "upper": ("{c} in upper case", "uppercase {c}", "convert {c} to uppercase", "make {c} upper case", "turn {c} into capitals", "{c} to upper", "change {c} to upper case", "!show {c} written in upper case"),
    "lower": ("{c} in lower case", "lowercase {c}", "convert {c} to lowercase", "make {c} lower case", "turn {c} into lower case letters", "{c} to lower", "change {c} to lower case", "!show {c} written in lower case"),
    "title": ("{c} in title case", "title case {c}", "capitalize each word of {c}", "make {c} title case", "convert {c} to title case", "{c} with every word capitalized", "change {c} to title case", "!show {c} written in title case"),
    "strip": ("strip whitespace from {c}", "remove leading and trailing spaces from {c}", "trim {c}", "strip {c}", "clean spaces around {c}", "{c} without surrounding spaces", "get rid of spaces around {c}", "!show {c} without leading and trailing whitespace"),
    "len()": ("length of {c}", "number of characters in {c}", "how long is each {c}?", "string length of {c}", "count the characters of each {c}", "{c} lengths", "compute the length of every {c}", "!how many characters does each {c} have?"),
})
def text_change(d: Draw) -> Task:
    c = d.text()
    kind = d.pick("upper", "lower", "title", "strip", "len()")
    return d.task(f"{d.col(c)}.str.{kind.removesuffix('()')}()", kind, c=c)


@skill("text", 2.5, {
    "first": ("first word of {c}", "extract the first word from {c}", "split {c} and keep the first [part|word]", "get the first word of {c}", "what is the first word of each {c}?", "{c} up to the first space", "take the first word of every {c}", "!the word that each {c} starts with"),
    "last": ("last word of {c}", "extract the last word from {c}", "split {c} and keep the last [part|word]", "get the last word of {c}", "what is the last word of each {c}?", "{c} after the last space", "take the last word of every {c}", "!the word that each {c} ends with"),
    "left": ("first {k} [letters|characters] of {c}", "take the first {k} characters of {c}", "left {k} characters of {c}", "cut {c} to {k} characters", "what are the first {k} letters of each {c}?", "{c} truncated to {k} characters", "keep only the first {k} characters of {c}", "!the {k} characters that each {c} starts with"),
    "right": ("last {k} [letters|characters] of {c}", "take the last {k} characters of {c}", "right {k} characters of {c}", "the final {k} letters of {c}", "what are the last {k} letters of each {c}?", "{c} ending, {k} characters", "keep only the last {k} characters of {c}", "!the {k} characters that each {c} ends with"),
    "split": ("split {c} into {a} and {b} at [the space|spaces]", "split {c} at the first space into two columns {a} and {b}", "break {c} into {a} and {b} by space", "separate {c} into columns {a} and {b}", "two new columns {a} and {b} from {c}, split on space", "put the two words of {c} into {a} and {b}", "make {a} and {b} by splitting {c} at the space", "!new columns {a} and {b} with the parts of {c} around the first space"),
    "digits": ("extract the number from {c}", "extract digits from {c}", "get the number in {c}", "pull the digits out of {c}", "what number is in each {c}?", "numbers inside {c}", "take the first number from {c}", "!the digits that each {c} contains"),
    "words": ("number of words in {c}", "word count of {c}", "how many words does each {c} have?", "count words in {c}", "words per {c}", "count the words of every {c}", "{c} word counts", "!for each {c} how many words it has"),
})
def text_part(d: Draw) -> Task:
    c, k, kind = d.text(), d.small(2, 5), d.pick("first", "first", "last", "left", "right", "split", "digits", "words")
    cells = d.cells(c).astype(str)
    spaced, numbered = bool(cells.str.contains(" ").any()), bool(cells.str.contains(r"\d").any())
    if (kind in ("first", "last", "split", "words") and not spaced) or (kind == "digits" and not numbered):
        raise UnsuitableError
    s = f"{d.col(c)}.str"
    if kind == "split":
        a, b = d.new_name(), d.new_name()
        return d.task(f'{d.df}[[{q(a)}, {q(b)}]] = {s}.split(" ", n=1, expand=True)\n{d.df}.head()', kind, c=c, a=a, b=b)
    code = {"first": ".split().str[0]", "last": ".split().str[-1]", "left": f"[:{k}]", "right": f"[-{k}:]", "digits": r'.extract(r"(\d+)")[0]', "words": ".split().str.len()"}[kind]
    return d.task(s + code, kind, c=c, k=k)


@skill("text", 2.5, {
    "replace": ("replace {a} with {b} in {c}", "change {a} to {b} in {c}", "in {c}, replace {a} by {b}", "substitute {b} for {a} in {c}", "{c} with {a} replaced by {b}", "swap {a} for {b} in the {c} column", "turn {a} into {b} in {c}", "!let {a} become {b} in {c}", "!every {a} in {c} should be {b}"),
    "chars": ("replace the text {a} inside {c} by {b}", "replace the characters {a} with {b} within {c}", "inside {c} replace the substring {a} by {b}", "substitute the substring {a} by {b} in {c}", "{c} with the characters {a} replaced by {b}", "change the substring {a} to {b} inside {c}", "replace substring {a} by {b} in {c}", "!inside every {c} let the substring {a} become {b}"),
    "remove": ("remove {a} from {c}", "delete {a} from {c}", "strip out every {a} from {c}", "{c} without {a}", "drop the characters {a} from {c}", "get rid of {a} in {c}", "remove the text {a} in {c}", "!take {a} out of every {c}"),
})
def text_replace(d: Draw) -> Task:
    c, kind = d.text(), d.pick("replace", "replace", "chars", "remove")
    value = d.value(c)
    if kind == "replace":
        b = d.pick("other", "unknown", "N/A", d.identifier(), d.identifier().title())
        return d.task(f"{d.col(c)}.replace({q(value)}, {q(b)})", kind, c=c, a=value, b=b)
    piece = re.search(r"[ \-@.]|[A-Za-z]{2}", value)
    if not piece or piece[0] == " ":
        raise UnsuitableError
    a = piece[0]
    b = d.pick("_", "/", "x", "") if kind == "chars" else ""
    if kind == "chars" and (not b or b == a):
        raise UnsuitableError
    return d.task(f"{d.col(c)}.str.replace({q(a)}, {q(b)})", kind, c=c, a=a, b=b)


@skill("text", 2, {
    "map": ("map {c}: {pairs}", "in {c}, turn {pairs}", "recode {c} with {pairs}", "replace the values of {c}: {pairs}", "relabel {c}: {pairs}", "change {c} values {pairs}", "recode {c} as {pairs}", "!let the values of {c} be {pairs}"),
    "dummies": ("one-hot encode {c}", "dummy variables for {c}", "get dummies of {c}", "one hot encoding of {c}", "indicator columns for {c}", "turn {c} into dummy columns", "dummies for {c}", "!an indicator column for each {c}"),
    "codes": ("label encode {c}", "encode {c} as integers", "integer codes for {c}", "turn {c} into numeric codes", "category codes of {c}", "factorize {c}", "convert {c} to integer codes", "!an integer code for every {c}"),
})
def text_encode(d: Draw) -> Task:
    c, kind = d.group(), d.pick("map", "dummies", "codes")
    if kind == "map":
        old = d.values(c, 2)
        new = [d.pick("0", "1", "x", "yes", "other", "base") if d.maybe(0.3) else d.identifier() for _ in old]
        inside = ", ".join(f"{q(a)}: {q(b)}" for a, b in zip(old, new, strict=True))
        sign = d.pick(" to ", " -> ", " into ")
        pairs = Phrase(f"{{a}}{sign}{{b}} and {{x}}{sign}{{y}}", {"a": old[0], "b": new[0], "x": old[1], "y": new[1]})
        return d.task(f"{d.col(c)}.replace({{{inside}}})", kind, c=c, pairs=pairs)
    return d.task(f"pd.get_dummies({d.col(c)})" if kind == "dummies" else f'{d.col(c)}.astype("category").cat.codes', kind, c=c)


@skill("text", 1.5, (
    "concatenate {c} and {e} with {sep} between as {new}", "combine {c} and {e} into {new} separated by {sep}", "join {c} and {e} in a new column {new} with {sep}", "new column {new}: {c} and {e} joined by {sep}", "add {new} made of {c}, {sep} and {e}", "create {new} by joining {c} and {e} with {sep}", "glue {c} and {e} together as {new} with {sep} between",
    "!make {new} out of {c} and {e} with {sep} in the middle", "!put {c} and {e} together in {new}, separated by {sep}",
))
def text_join(d: Draw) -> Task:
    c, e, new = d.text(), d.text(), d.new_name()
    sep, word = d.pick((" ", "a space"), ("-", "a dash"), ("_", "an underscore"), (", ", "a comma and a space"), ("/", "a slash"))
    code = f'{d.df}[{q(new)}] = {d.col(c)} + "{sep}" + {d.col(e)}\n{d.df}.head()'
    return d.task(code, c=c, e=e, new=new, sep=Word(word))
