from smallcode_nb.agent.testing import InlineExecutor, ScriptedModel
from smallcode_nb.agent.types import Budget, LoopSettings, Request
from smallcode_nb.bench.pooled import drawn, most_agreed


async def test_the_pool_is_the_loops_first_batch_greedy_first():
    model = ScriptedModel(["1", "2", "3"])
    pool = await drawn(model, Request("give me a number"), LoopSettings(Budget(n=3)))
    assert [candidate.code for candidate in pool] == ["1", "2", "3"]
    assert [sampling.temperature for sampling in model.samplings] == [0.0, 0.8, 0.8]


async def test_the_largest_group_that_left_the_same_is_chosen():
    async with InlineExecutor().open() as session:
        assert await most_agreed(session, Request("give me four"), ["5", "2 + 2", "1 / 0", "", "4"]) in ("4", "2 + 2")


async def test_the_greedy_draw_stands_when_nothing_runs():
    async with InlineExecutor().open() as session:
        assert await most_agreed(session, Request("give me four"), ["1 / 0", "nope"]) == "1 / 0"
