"""Functions that the model learns to write do what their request says."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from smallcode_nb.models.tiny.corpus.draw import Draw
from smallcode_nb.models.tiny.corpus.namespaces import World
from smallcode_nb.models.tiny.corpus.registry import SKILLS
from smallcode_nb.models.tiny.corpus.skills_functions import RECIPES

CASES: dict[str, list[tuple[tuple[Any, ...], Any]]] = {
    "is_prime": [((7,), True), ((1,), False), ((9,), False)],
    "factorial": [((5,), 120), ((0,), 1)],
    "fibonacci": [((6,), [0, 1, 1, 2, 3, 5])],
    "gcd": [((12, 18), 6)],
    "lcm": [((4, 6), 12)],
    "reverse_words": [(("one two three",), "three two one")],
    "is_palindrome": [(("A man, a plan, a canal: Panama",), True), (("abc",), False)],
    "chunk": [(([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]])],
    "unique": [(([3, 1, 3, 2, 1],), [3, 1, 2])],
    "running_max": [(([1, 3, 2, 5],), [1, 3, 3, 5])],
    "clamp": [((12, 0, 10), 10), ((-1, 0, 10), 0)],
    "caesar": [(("xYz", 3), "aBc")],
    "merge_dicts": [(({"a": 1}, {"a": 2, "b": 3}), {"a": 3, "b": 3})],
    "second_largest": [(([5, 5, 3],), 3)],
    "moving_average": [(([1, 2, 3, 4], 2), [1.5, 2.5, 3.5])],
    "median": [(([3, 1, 2],), 2), (([4, 1, 3, 2],), 2.5)],
    "parse_pairs": [(("a=1;b=2",), {"a": "1", "b": "2"})],
    "binary_search": [(([1, 3, 5, 7], 5), 2), (([1, 3], 4), -1)],
    "to_roman": [((1994,), "MCMXCIV")],
    "is_leap_year": [((2000,), True), ((1900,), False)],
    "rotate": [(([1, 2, 3, 4], 1), [4, 1, 2, 3])],
    "fizzbuzz": [((5,), ["1", "2", "Fizz", "4", "Buzz"])],
    "transpose": [(([[1, 2], [3, 4]],), [[1, 3], [2, 4]])],
    "group_by_first_letter": [((["ab", "ac", "b"],), {"a": ["ab", "ac"], "b": ["b"]})],
}


def written(name: str, seed: int) -> Callable[..., Any]:
    task = SKILLS[f"write_{name}"].draw(Draw(Random(seed), World("train")))
    names: dict[str, Any] = {}
    exec(task.code, names)
    function: Callable[..., Any] = next(v for k, v in names.items() if callable(v) and not k.startswith("__"))
    return function


@pytest.mark.parametrize("name", list(CASES))
def test_a_written_function_returns_the_right_thing_under_any_name(name: str) -> None:
    for seed in range(4):
        function = written(name, seed)
        for arguments, expected in CASES[name]:
            assert function(*arguments) == expected


def test_every_recipe_is_valid_python_with_distinct_arguments() -> None:
    for recipe in RECIPES:
        for seed in range(6):
            assert callable(written(recipe.names[0], seed))
