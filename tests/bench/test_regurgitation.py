from __future__ import annotations

from smallcode_nb.agent.testing import CARD, InlineExecutor, ScriptedModel
from smallcode_nb.agent.types import Budget, LoopSettings, Message, Namespace, Prompt, Sampling, Snippet
from smallcode_nb.bench.regurgitation import Copying, Mark, mark, summarise
from smallcode_nb.bench.tasks.judges import TestCode
from smallcode_nb.bench.tasks.task import Step, Task

RIGHT = """def total(prices, limit):
    kept = [price for price in prices if price > limit]
    smallest = min(kept, default=0)
    return sum(kept) - smallest * len(kept)"""
OTHER = """def total(prices, limit):
    result = 0
    kept = list(filter(lambda price: price > limit, prices))
    for price in kept:
        result += price - sorted(kept)[0]
    return result"""
REQUEST = 'def total(prices, limit):\n    """What prices above limit exceed the smallest of them by, in all."""\n'
TEST = "assert total([1, 5, 7], 2) == 2\nassert total([], 2) == 0\nassert total([3, 2], 2) == 0"
TASK = Task("t/total", "functions", (Step(REQUEST, RIGHT),), TestCode(TEST))
SETTINGS = LoopSettings(Budget(n=8, max_generations=8), repair_rounds=0)


async def test_a_copying_model_repeats_what_it_is_shown_and_nothing_else():
    model = Copying(ScriptedModel(["own"]), 1.0)
    shown = Prompt((Message("user", "x"),), snippets=(Snippet("copied", "a.py"),))
    bare = Prompt((Message("user", "x"),))
    found = {}
    async for chunk in model.sample((shown, bare), (Sampling(seed=0), Sampling(seed=1))):
        found[chunk.index] = found.get(chunk.index, "") + chunk.text
    assert found == {0: "copied", 1: "own"}


async def test_without_the_guard_copies_that_agree_win_and_with_it_they_do_not():
    model = Copying(ScriptedModel([f"```python\n{OTHER}\n```"], CARD), 1.0)
    marks = await mark(TASK, model, InlineExecutor(), Namespace(), SETTINGS, seed=0)
    without, guarded = marks
    assert (without.guard, without.shown, without.copied, without.right) == (False, True, True, False)
    assert (guarded.guard, guarded.shown, guarded.copied, guarded.right) == (True, True, False, True)


def test_shares_are_told_without_the_guard_and_with_it():
    one = Mark("a", False, True, True, True, False, 8)
    two = Mark("a", True, True, True, False, True, 10)
    off, on = summarise((one, two))
    assert (off.copied, off.right, off.generations) == (1.0, 0.0, 8.0)
    assert (on.copied, on.right, on.generations) == (0.0, 1.0, 10.0)
