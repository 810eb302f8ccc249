"""Skills that write small plain-Python functions: a table of what people ask for and how it is written.

Knows function bodies and their descriptions. Does not know live variables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smallcode_nb.models.tiny.corpus.draw import Draw, Word
from smallcode_nb.models.tiny.corpus.phrasing import Segment
from smallcode_nb.models.tiny.corpus.registry import SKILLS, Skill, Task

_NAMED = (
    "[write|define|create|implement|make] a [python |]function {sig} [that|which] {does}",
    "function {sig} [that|which] {does}",
    "{sig} [that|which] {does}",
    "{sig}: {does}",
    "def {sig}: {does}",
    "i need a function {sig} that {does}",
    "[write|define] a [python |]function called {name} that takes {args} and {does}",
    "[write|define|create] {sig}, it {does}",
    "!a [small |]function {sig} [is needed |]that {does}",
    "!define a function named {name} with [argument|arguments] {args} that {does}",
)
_UNNAMED = (
    "[write|define|create|make] a [python |]function that {does}",
    "function [that|which] {does}",
    "i need a function which {does}",
    "[code|implement] a [helper |]function that {does}",
    "!give me a [python |]function that {does}",
)
_TEMPLATES = {"named": _NAMED, "unnamed": _UNNAMED}


@dataclass(frozen=True, slots=True)
class Recipe:
    """A function people ask for: `body` has the arguments as {0}, {1} … and is indented by the writer.

    The first of `names` and of each `arguments` group is used when the request names none.
    """

    names: tuple[str, ...]
    arguments: tuple[tuple[str, ...], ...]
    does: tuple[str, ...]
    body: str
    before: str = ""


_XS = ("values", "numbers", "xs", "items", "nums", "lst", "data")
_N = ("n", "x", "k", "num", "number")
_S = ("text", "s", "string", "word", "sentence")
_SEQ = ("items", "values", "xs", "lst", "seq", "data")

RECIPES: tuple[Recipe, ...] = (
    Recipe(("is_prime", "prime", "check_prime"), (_N,), ("[checks|tests] [if|whether] [a number|{0}] is prime", "[returns|says] True [if|when] {0} is a prime [number|]", "tells whether a number is prime"),
           "if {0} < 2:\n    return False\nreturn all({0} % d for d in range(2, int({0}**0.5) + 1))"),
    Recipe(("factorial", "fact"), (_N,), ("[returns|computes|calculates] the factorial of {0}", "computes {0}!", "[returns|calculates] the factorial"),
           "result = 1\nfor i in range(2, {0} + 1):\n    result *= i\nreturn result"),
    Recipe(("fibonacci", "fib", "first_fibonacci"), (("n", "k", "count"),), ("returns the first {0} fibonacci numbers", "[returns|gives] a list of the first {0} fibonacci numbers", "lists the first {0} numbers of the fibonacci sequence"),
           "numbers = []\na, b = 0, 1\nfor _ in range({0}):\n    numbers.append(a)\n    a, b = b, a + b\nreturn numbers"),
    Recipe(("gcd", "greatest_common_divisor"), (("a", "x", "m"), ("b", "y", "n")), ("[returns|computes] the greatest common divisor of {0} and {1}", "[finds|computes] the gcd of two [numbers|integers]"),
           "while {1}:\n    {0}, {1} = {1}, {0} % {1}\nreturn {0}"),
    Recipe(("lcm", "least_common_multiple"), (("a", "x", "m"), ("b", "y", "n")), ("[returns|computes] the least common multiple of {0} and {1}", "[finds|computes] the lcm of two [numbers|integers]"),
           "return abs({0} * {1}) // math.gcd({0}, {1})", "import math\n\n\n"),
    Recipe(("reverse_words", "flip_words"), (_S,), ("reverses the order of [the |]words in {0}", "[returns|gives] the words of a [sentence|string] in reverse order", "reverses the words"),
           'return " ".join({0}.split()[::-1])'),
    Recipe(("reverse_text", "reverse", "backwards"), (_S,), ("reverses [a|the] string", "returns {0} [reversed|backwards]", "[returns|gives] the string backwards"),
           "return {0}[::-1]"),
    Recipe(("is_palindrome", "palindrome"), (_S,), ("[checks|tests] [if|whether] {0} is a palindrome", "[returns|says] True [if|when] the [string|word] is a palindrome", "tells whether a string is a palindrome, ignoring case"),
           "cleaned = [c.lower() for c in {0} if c.isalnum()]\nreturn cleaned == cleaned[::-1]"),
    Recipe(("count_vowels", "vowels", "n_vowels"), (_S,), ("counts the vowels in {0}", "returns [how many|the number of] vowels [a string has|in a string|{0} has]", "counts vowels"),
           'return sum(c in "aeiou" for c in {0}.lower())'),
    Recipe(("count_words", "word_count", "n_words"), (_S,), ("counts the words in {0}", "returns [how many words|the number of words in] a [string|text] [has|]", "counts words"),
           "return len({0}.split())"),
    Recipe(("flatten", "flatten_list"), (("lists", "nested", "rows", "groups"),), ("flattens a list of lists", "flattens {0}[ into one list|]", "[turns|makes] a nested list [into |]a flat one"),
           "return [x for group in {0} for x in group]"),
    Recipe(("chunk", "chunks", "split_chunks", "batches"), (_SEQ, ("size", "n", "k")), ("splits {0} into chunks of [size |length |]{1}", "[cuts|breaks] a list into pieces of [size|length] {1}", "splits a list into chunks"),
           "return [{0}[i : i + {1}] for i in range(0, len({0}), {1})]"),
    Recipe(("unique", "dedupe", "distinct", "remove_duplicates"), (_SEQ,), ("removes duplicates [from {0} |]and keeps the order", "[drops|removes] repeated [items|values] [keeping|but keeps] [the |their |]order", "returns the distinct items of {0} in order"),
           "return list(dict.fromkeys({0}))"),
    Recipe(("running_max", "cumulative_max"), (_XS,), ("returns the running maximum of {0}", "[gives|returns] the [cumulative|rolling] max of a list", "returns the largest value so far at each position"),
           "result = []\nfor x in {0}:\n    result.append(x if not result else max(x, result[-1]))\nreturn result"),
    Recipe(("running_total", "cumulative_sum", "running_sum"), (_XS,), ("returns the running [total|sum] of {0}", "[gives|returns] the cumulative [sum|sums] of a list", "returns the running totals"),
           "result = []\ntotal = 0\nfor x in {0}:\n    total += x\n    result.append(total)\nreturn result"),
    Recipe(("clamp", "limit", "bound"), (("x", "value", "v"), ("low", "lower", "lo"), ("high", "upper", "hi")), ("clamps {0} between {1} and {2}", "[limits|restricts] {0} to [the range |]{1} to {2}", "keeps a value between {1} and {2}"),
           "return max({1}, min({2}, {0}))"),
    Recipe(("most_common", "most_frequent", "mode"), (_SEQ,), ("returns the most [common|frequent] [element|item|value] [of|in] {0}", "finds the [item|value] that [occurs|appears] most often", "[returns|finds] the mode of a list"),
           "return max(set({0}), key={0}.count)"),
    Recipe(("is_anagram", "anagrams", "anagram"), (("a", "first", "s"), ("b", "second", "t")), ("[checks|tests] [if|whether] {0} and {1} are anagrams", "tells whether two [strings|words] are anagrams", "returns True if two words are anagrams [of each other|]"),
           "return sorted({0}.lower()) == sorted({1}.lower())"),
    Recipe(("caesar", "caesar_cipher", "shift_letters"), (_S, ("shift", "k", "n")), ("shifts [each letter|the letters] [of {0} |]by {1} [places|positions]", "[encrypts|encodes] {0} with a caesar cipher [of|with] [shift |]{1}", "applies a caesar shift"),
           'result = ""\nfor c in {0}:\n    if c.isalpha():\n        base = ord("A") if c.isupper() else ord("a")\n        c = chr((ord(c) - base + {1}) % 26 + base)\n    result += c\nreturn result'),
    Recipe(("word_frequencies", "word_counts", "count_each_word"), (_S,), ("counts how often each word [occurs|appears][ in {0}|]", "returns a dict of word counts[ of {0}|]", "returns the frequency of each word"),
           "counts = {{}}\nfor word in {0}.lower().split():\n    counts[word] = counts.get(word, 0) + 1\nreturn counts"),
    Recipe(("letter_counts", "char_counts", "count_letters"), (_S,), ("counts [each|every] [character|letter] [of|in] {0}", "returns how often each [character|letter] [occurs|appears]", "returns a dict of [character|letter] counts"),
           "counts = {{}}\nfor c in {0}:\n    counts[c] = counts.get(c, 0) + 1\nreturn counts"),
    Recipe(("transpose", "transpose_matrix"), (("matrix", "rows", "m", "grid"),), ("transposes {0}", "transposes a [matrix|list of lists]", "swaps rows and columns of a [matrix|list of lists]"),
           "return [list(row) for row in zip(*{0})]"),
    Recipe(("merge_dicts", "merge", "combine_dicts"), (("a", "first", "left"), ("b", "second", "right")), ("merges {0} and {1} [and adds|adding|by adding] [the |]values of [shared|common] keys", "[merges|combines] two dicts, summing values of shared keys", "adds two dicts key by key"),
           "merged = dict({0})\nfor key, value in {1}.items():\n    merged[key] = merged.get(key, 0) + value\nreturn merged"),
    Recipe(("second_largest", "second_highest", "runner_up"), (_XS,), ("returns the second [largest|highest|biggest] [number|value] [of|in] {0}", "finds the second [largest|highest|biggest] [number|value]", "[finds|gives] the second [largest|highest] distinct value"),
           "return sorted(set({0}))[-2]"),
    Recipe(("moving_average", "rolling_mean", "smooth"), (_XS, ("window", "k", "size", "n")), ("returns the moving average of {0} with window {1}", "computes the [moving|rolling] [average|mean] [over|with window] {1}", "[returns|computes] the rolling mean of a list"),
           "return [sum({0}[i : i + {1}]) / {1} for i in range(len({0}) - {1} + 1)]"),
    Recipe(("mean", "average", "avg"), (_XS,), ("returns the [mean|average] of {0}", "computes the [mean|average] of a list[ of numbers|]", "averages {0}"),
           "return sum({0}) / len({0})"),
    Recipe(("median", "middle_value"), (_XS,), ("returns the median of {0}", "computes the median of a list[ of numbers|]", "finds the [median|middle value]"),
           "ordered = sorted({0})\nmid = len(ordered) // 2\nif len(ordered) % 2:\n    return ordered[mid]\nreturn (ordered[mid - 1] + ordered[mid]) / 2"),
    Recipe(("parse_pairs", "parse", "parse_settings"), (_S,), ("parses {0} like 'k=v;k=v' into a dict", "turns 'a=1;b=2' into a dict", "[parses|reads] key=value pairs separated by semicolons"),
           'return dict(part.split("=", 1) for part in {0}.split(";") if part)'),
    Recipe(("to_fahrenheit", "celsius_to_fahrenheit", "c_to_f"), (("celsius", "c", "t"),), ("converts celsius to fahrenheit", "converts {0} from celsius to fahrenheit", "turns degrees celsius into fahrenheit"),
           "return {0} * 9 / 5 + 32"),
    Recipe(("to_celsius", "fahrenheit_to_celsius", "f_to_c"), (("fahrenheit", "f", "t"),), ("converts fahrenheit to celsius", "converts {0} from fahrenheit to celsius", "turns degrees fahrenheit into celsius"),
           "return ({0} - 32) * 5 / 9"),
    Recipe(("binary_search", "search", "find_index"), (_XS, ("target", "x", "value")), ("[finds|returns] the [index|position] of {1} in [the |]sorted [list |]{0} by binary search", "does a binary search for {1} in {0}", "searches a sorted list with binary search and returns the index or -1"),
           "low, high = 0, len({0}) - 1\nwhile low <= high:\n    mid = (low + high) // 2\n    if {0}[mid] == {1}:\n        return mid\n    if {0}[mid] < {1}:\n        low = mid + 1\n    else:\n        high = mid - 1\nreturn -1"),
    Recipe(("to_roman", "roman", "roman_numeral"), (_N,), ("converts {0} to [a roman numeral|roman numerals]", "returns the roman numeral [of|for] {0}", "turns an integer into a roman numeral"),
           'numerals = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]\nresult = ""\nfor value, letters in numerals:\n    while {0} >= value:\n        result += letters\n        {0} -= value\nreturn result'),
    Recipe(("digit_sum", "sum_digits", "digits_sum"), (_N,), ("[returns|computes] the sum of the digits of {0}", "sums the digits of a number", "adds up the digits[ of {0}|]"),
           "return sum(int(d) for d in str(abs({0})))"),
    Recipe(("title_case", "capitalise_words", "to_title"), (_S,), ("capitalises [each|every] word [of {0}|in {0}|]", "[makes|turns] the first letter of [each|every] word upper case", "converts a string to title case"),
           'return " ".join(word.capitalize() for word in {0}.split())'),
    Recipe(("intersect", "common", "shared_items"), (("a", "first", "xs"), ("b", "second", "ys")), ("returns the [items|elements] that {0} and {1} [share|have in common]", "[returns|finds] the [intersection|common elements] of two lists", "keeps the items of {0} that are also in {1}"),
           "return [x for x in {0} if x in {1}]"),
    Recipe(("even_numbers", "evens", "only_even"), (_XS,), ("returns the even numbers [of|in] {0}", "keeps only [the |]even numbers", "filters the even numbers out of a list"),
           "return [x for x in {0} if x % 2 == 0]"),
    Recipe(("sum_of_squares", "square_sum"), (_XS,), ("returns the sum of [the |]squares of {0}", "sums the squares of a list[ of numbers|]", "adds up the squared values"),
           "return sum(x**2 for x in {0})"),
    Recipe(("normalise", "scale", "min_max"), (_XS,), ("scales {0} to [the range |between |]0 [to|and] 1", "[does|applies] min-max scaling [of a list|to a list|to {0}]", "rescales a list to 0-1"),
           "low, high = min({0}), max({0})\nreturn [(x - low) / (high - low) for x in {0}]"),
    Recipe(("is_leap_year", "leap_year", "is_leap"), (("year", "y"),), ("[checks|tests] [if|whether] {0} is a leap year", "tells whether a year is a leap year", "returns True [for|if it is a] leap [years|year]"),
           "return {0} % 4 == 0 and ({0} % 100 != 0 or {0} % 400 == 0)"),
    Recipe(("bmi", "body_mass_index"), (("weight_kg", "weight", "mass"), ("height_m", "height", "h")), ("[computes|returns] the body mass index from {0} and {1}", "computes the bmi[ of a person|]", "[computes|returns] bmi as {0} divided by {1} squared"),
           "return {0} / {1}**2"),
    Recipe(("compound", "compound_interest", "future_value"), (("principal", "amount", "start"), ("rate", "r"), ("years", "n", "t")), ("returns {0} after {2} [years|] with yearly [interest |]rate {1}", "computes compound interest [from|of] {0}, {1} and {2}", "computes the value of {0} growing at {1} for {2} years"),
           "return {0} * (1 + {1}) ** {2}"),
    Recipe(("fizzbuzz", "fizz_buzz"), (("n", "k", "limit"),), ("returns the fizzbuzz list [from 1 to|up to] {0}", "does fizzbuzz [from 1 to|up to] {0}", "[plays|solves] fizzbuzz"),
           'result = []\nfor i in range(1, {0} + 1):\n    word = "Fizz" * (i % 3 == 0) + "Buzz" * (i % 5 == 0)\n    result.append(word or str(i))\nreturn result'),
    Recipe(("divisors", "factors"), (_N,), ("[returns|lists] all divisors of {0}", "finds the [divisors|factors] of a number", "[returns|lists] the numbers that divide {0}"),
           "return [d for d in range(1, {0} + 1) if {0} % d == 0]"),
    Recipe(("primes_up_to", "primes_below", "sieve"), (("n", "limit", "k"),), ("[returns|lists] all primes up to {0}", "[returns|lists] the prime numbers [up to|not above] {0}", "finds all primes up to a limit"),
           "return [x for x in range(2, {0} + 1) if all(x % d for d in range(2, int(x**0.5) + 1))]"),
    Recipe(("longest_word", "longest"), (_S,), ("returns the longest word [of|in] {0}", "finds the longest word[ of a sentence|]", "gives the longest word"),
           "return max({0}.split(), key=len)"),
    Recipe(("invert_dict", "invert", "swap_keys"), (("d", "mapping", "table"),), ("swaps [the |]keys and values of {0}", "inverts a dict", "swaps keys and values[ of a dict|]"),
           "return {{value: key for key, value in {0}.items()}}"),
    Recipe(("group_by_first_letter", "by_first_letter", "group_words"), (("words", "items", "names"),), ("groups {0} by [their |]first letter", "groups [words|strings] by [the |their |]first letter[ into a dict|]", "returns a dict from first letter to the words"),
           "groups = {{}}\nfor word in {0}:\n    groups.setdefault(word[0], []).append(word)\nreturn groups"),
    Recipe(("std_dev", "stdev", "standard_deviation"), (_XS,), ("returns the [population |]standard deviation of {0}", "computes the [population |]standard deviation of a list", "computes the [population |]standard deviation"),
           "mean = sum({0}) / len({0})\nreturn (sum((x - mean) ** 2 for x in {0}) / len({0})) ** 0.5"),
    Recipe(("rotate", "rotate_list", "shift"), (_SEQ, ("k", "n", "steps")), ("rotates {0} by {1} [places |positions |]to the right", "moves the last {1} items of {0} to the front", "rotates a list to the right"),
           "{1} = {1} % len({0})\nreturn {0}[-{1}:] + {0}[:-{1}]"),
    Recipe(("max_difference", "spread", "value_range"), (_XS,), ("returns the difference between the largest and [the |]smallest [value|number] of {0}", "computes the range of a list, max minus min", "returns max minus min[ of {0}|]"),
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
    does = d.pick(*recipe.does).format(*arguments)
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
