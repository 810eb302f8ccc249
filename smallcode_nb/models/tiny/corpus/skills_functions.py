"""Skills that write small plain-Python functions: a table of what people ask for and how it is written.

Knows function bodies and their descriptions. Does not know live variables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smallcode_nb.models.tiny.corpus.draw import Draw, Word
from smallcode_nb.models.tiny.corpus.phrases import load
from smallcode_nb.models.tiny.corpus.phrasing import Segment
from smallcode_nb.models.tiny.corpus.registry import SKILLS, Skill, Task

_PHRASES = load("functions")
_TEMPLATES = {kind: _PHRASES[kind][""] for kind in ("named", "unnamed")}


@dataclass(frozen=True, slots=True)
class Recipe:
    """A function people ask for: `body` has the arguments as {0}, {1} … and is indented by the writer.

    The first of `names` and of each `arguments` group is used when the request names none.
    """

    names: tuple[str, ...]
    arguments: tuple[tuple[str, ...], ...]
    body: str
    before: str = ""


_XS = ("values", "numbers", "xs", "items", "nums", "lst", "data")
_N = ("n", "x", "k", "num", "number")
_S = ("text", "s", "string", "word", "sentence")
_SEQ = ("items", "values", "xs", "lst", "seq", "data")

RECIPES: tuple[Recipe, ...] = (
    Recipe(("is_prime", "prime", "check_prime"), (_N,),
           "if {0} < 2:\n    return False\nreturn all({0} % d for d in range(2, int({0}**0.5) + 1))"),
    Recipe(("factorial", "fact"), (_N,),
           "result = 1\nfor i in range(2, {0} + 1):\n    result *= i\nreturn result"),
    Recipe(("fibonacci", "fib", "first_fibonacci"), (("n", "k", "count"),),
           "numbers = []\na, b = 0, 1\nfor _ in range({0}):\n    numbers.append(a)\n    a, b = b, a + b\n"
           "return numbers"),
    Recipe(("gcd", "greatest_common_divisor"), (("a", "x", "m"), ("b", "y", "n")),
           "while {1}:\n    {0}, {1} = {1}, {0} % {1}\nreturn {0}"),
    Recipe(("lcm", "least_common_multiple"), (("a", "x", "m"), ("b", "y", "n")),
           "return abs({0} * {1}) // math.gcd({0}, {1})", "import math\n\n\n"),
    Recipe(("reverse_words", "flip_words"), (_S,),
           'return " ".join({0}.split()[::-1])'),
    Recipe(("reverse_text", "reverse", "backwards"), (_S,),
           "return {0}[::-1]"),
    Recipe(("is_palindrome", "palindrome"), (_S,),
           "cleaned = [c.lower() for c in {0} if c.isalnum()]\nreturn cleaned == cleaned[::-1]"),
    Recipe(("count_vowels", "vowels", "n_vowels"), (_S,),
           'return sum(c in "aeiou" for c in {0}.lower())'),
    Recipe(("count_words", "word_count", "n_words"), (_S,),
           "return len({0}.split())"),
    Recipe(("flatten", "flatten_list"), (("lists", "nested", "rows", "groups"),),
           "return [x for group in {0} for x in group]"),
    Recipe(("chunk", "chunks", "split_chunks", "batches"), (_SEQ, ("size", "n", "k")),
           "return [{0}[i : i + {1}] for i in range(0, len({0}), {1})]"),
    Recipe(("unique", "dedupe", "distinct", "remove_duplicates"), (_SEQ,),
           "return list(dict.fromkeys({0}))"),
    Recipe(("running_max", "cumulative_max"), (_XS,),
           "result = []\nfor x in {0}:\n    result.append(x if not result else max(x, result[-1]))\nreturn result"),
    Recipe(("running_total", "cumulative_sum", "running_sum"), (_XS,),
           "result = []\ntotal = 0\nfor x in {0}:\n    total += x\n    result.append(total)\nreturn result"),
    Recipe(("clamp", "limit", "bound"), (("x", "value", "v"), ("low", "lower", "lo"), ("high", "upper", "hi")),
           "return max({1}, min({2}, {0}))"),
    Recipe(("most_common", "most_frequent", "mode"), (_SEQ,),
           "return max(set({0}), key={0}.count)"),
    Recipe(("is_anagram", "anagrams", "anagram"), (("a", "first", "s"), ("b", "second", "t")),
           "return sorted({0}.lower()) == sorted({1}.lower())"),
    Recipe(("caesar", "caesar_cipher", "shift_letters"), (_S, ("shift", "k", "n")),
           'result = ""\nfor c in {0}:\n    if c.isalpha():\n'
           '        base = ord("A") if c.isupper() else ord("a")\n'
           '        c = chr((ord(c) - base + {1}) % 26 + base)\n    result += c\nreturn result'),
    Recipe(("word_frequencies", "word_counts", "count_each_word"), (_S,),
           "counts = {{}}\nfor word in {0}.lower().split():\n    counts[word] = counts.get(word, 0) + 1\n"
           "return counts"),
    Recipe(("letter_counts", "char_counts", "count_letters"), (_S,),
           "counts = {{}}\nfor c in {0}:\n    counts[c] = counts.get(c, 0) + 1\nreturn counts"),
    Recipe(("transpose", "transpose_matrix"), (("matrix", "rows", "m", "grid"),),
           "return [list(row) for row in zip(*{0})]"),
    Recipe(("merge_dicts", "merge", "combine_dicts"), (("a", "first", "left"), ("b", "second", "right")),
           "merged = dict({0})\nfor key, value in {1}.items():\n"
           "    merged[key] = merged.get(key, 0) + value\nreturn merged"),
    Recipe(("second_largest", "second_highest", "runner_up"), (_XS,),
           "return sorted(set({0}))[-2]"),
    Recipe(("moving_average", "rolling_mean", "smooth"), (_XS, ("window", "k", "size", "n")),
           "return [sum({0}[i : i + {1}]) / {1} for i in range(len({0}) - {1} + 1)]"),
    Recipe(("mean", "average", "avg"), (_XS,),
           "return sum({0}) / len({0})"),
    Recipe(("median", "middle_value"), (_XS,),
           "ordered = sorted({0})\nmid = len(ordered) // 2\nif len(ordered) % 2:\n    return ordered[mid]\n"
           "return (ordered[mid - 1] + ordered[mid]) / 2"),
    Recipe(("parse_pairs", "parse", "parse_settings"), (_S,),
           'return dict(part.split("=", 1) for part in {0}.split(";") if part)'),
    Recipe(("to_fahrenheit", "celsius_to_fahrenheit", "c_to_f"), (("celsius", "c", "t"),),
           "return {0} * 9 / 5 + 32"),
    Recipe(("to_celsius", "fahrenheit_to_celsius", "f_to_c"), (("fahrenheit", "f", "t"),),
           "return ({0} - 32) * 5 / 9"),
    Recipe(("binary_search", "search", "find_index"), (_XS, ("target", "x", "value")),
           "low, high = 0, len({0}) - 1\nwhile low <= high:\n    mid = (low + high) // 2\n"
           "    if {0}[mid] == {1}:\n        return mid\n    if {0}[mid] < {1}:\n        low = mid + 1\n"
           "    else:\n        high = mid - 1\nreturn -1"),
    Recipe(("to_roman", "roman", "roman_numeral"), (_N,),
           ''
           'numerals = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), '
           '(40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]\n'
           'result = ""\nfor value, letters in numerals:\n    while {0} >= value:\n'
           '        result += letters\n        {0} -= value\nreturn result'),
    Recipe(("digit_sum", "sum_digits", "digits_sum"), (_N,),
           "return sum(int(d) for d in str(abs({0})))"),
    Recipe(("title_case", "capitalise_words", "to_title"), (_S,),
           'return " ".join(word.capitalize() for word in {0}.split())'),
    Recipe(("intersect", "common", "shared_items"), (("a", "first", "xs"), ("b", "second", "ys")),
           "return [x for x in {0} if x in {1}]"),
    Recipe(("even_numbers", "evens", "only_even"), (_XS,),
           "return [x for x in {0} if x % 2 == 0]"),
    Recipe(("sum_of_squares", "square_sum"), (_XS,),
           "return sum(x**2 for x in {0})"),
    Recipe(("normalise", "scale", "min_max"), (_XS,),
           "low, high = min({0}), max({0})\nreturn [(x - low) / (high - low) for x in {0}]"),
    Recipe(("is_leap_year", "leap_year", "is_leap"), (("year", "y"),),
           "return {0} % 4 == 0 and ({0} % 100 != 0 or {0} % 400 == 0)"),
    Recipe(("bmi", "body_mass_index"), (("weight_kg", "weight", "mass"), ("height_m", "height", "h")),
           "return {0} / {1}**2"),
    Recipe(("compound", "compound_interest", "future_value"),
           (("principal", "amount", "start"), ("rate", "r"), ("years", "n", "t")),
           "return {0} * (1 + {1}) ** {2}"),
    Recipe(("fizzbuzz", "fizz_buzz"), (("n", "k", "limit"),),
           'result = []\nfor i in range(1, {0} + 1):\n'
           '    word = "Fizz" * (i % 3 == 0) + "Buzz" * (i % 5 == 0)\n    result.append(word or str(i))\n'
           'return result'),
    Recipe(("divisors", "factors"), (_N,),
           "return [d for d in range(1, {0} + 1) if {0} % d == 0]"),
    Recipe(("primes_up_to", "primes_below", "sieve"), (("n", "limit", "k"),),
           "return [x for x in range(2, {0} + 1) if all(x % d for d in range(2, int(x**0.5) + 1))]"),
    Recipe(("longest_word", "longest"), (_S,),
           "return max({0}.split(), key=len)"),
    Recipe(("invert_dict", "invert", "swap_keys"), (("d", "mapping", "table"),),
           "return {{value: key for key, value in {0}.items()}}"),
    Recipe(("group_by_first_letter", "by_first_letter", "group_words"), (("words", "items", "names"),),
           "groups = {{}}\nfor word in {0}:\n    groups.setdefault(word[0], []).append(word)\nreturn groups"),
    Recipe(("std_dev", "stdev", "standard_deviation"), (_XS,),
           "mean = sum({0}) / len({0})\nreturn (sum((x - mean) ** 2 for x in {0}) / len({0})) ** 0.5"),
    Recipe(("rotate", "rotate_list", "shift"), (_SEQ, ("k", "n", "steps")),
           "{1} = {1} % len({0})\nreturn {0}[-{1}:] + {0}[:-{1}]"),
    Recipe(("max_difference", "spread", "value_range"), (_XS,),
           "return max({0}) - min({0})"),
)  # fmt: skip


def _draw(recipe: Recipe) -> Callable[[Draw], Task]:
    def draw(d: Draw) -> Task:
        named = d.maybe(0.75)
        invented = named and d.maybe(0.25)
        name = d.identifier() if invented else d.pick(*recipe.names) if named else recipe.names[0]
        arguments = [d.pick(*group) if named else group[0] for group in recipe.arguments]
        if len(set(arguments)) < len(arguments):
            arguments = [group[0] for group in recipe.arguments]
        body = recipe.body.format(*arguments).replace("\n", "\n    ")
        code = f"{recipe.before}def {name}({', '.join(arguments)}):\n    {body}"
        return Task(code, _slots(d, recipe, name, arguments), "named" if named else "unnamed", lenient=True)

    return draw


def _slots(d: Draw, recipe: Recipe, name: str, arguments: list[str]) -> dict[str, object]:
    does = d.pick(*_PHRASES[recipe.names[0]][""]).format(*arguments)
    signature = f"{name}({', '.join(arguments)})"
    return {
        "sig": Segment(signature, fixed=True),
        "name": Segment(name, fixed=True),
        "args": Segment(" and ".join(arguments), fixed=True),
        "does": Word(does),
    }


for _recipe in RECIPES:
    _name = f"write_{_recipe.names[0]}"
    SKILLS[_name] = Skill(_name, "functions", 1.0, _draw(_recipe), _TEMPLATES)
