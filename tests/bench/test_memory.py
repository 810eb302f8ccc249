import asyncio

from smallcode_nb.agent.testing import InlineExecutor, ScriptedModel
from smallcode_nb.agent.types import Job, Message, Prompt, Sampling
from smallcode_nb.bench.memory import Remembering, Shared, Tape

PROMPT = Prompt((Message("raw", "x"),))


async def texts(model, *seeds):
    found = dict.fromkeys(range(len(seeds)), "")
    async for chunk in model.sample((PROMPT,) * len(seeds), tuple(Sampling(seed=seed) for seed in seeds)):
        found[chunk.index] += chunk.text
    return list(found.values())


async def test_a_sample_asked_for_again_is_the_same_and_costs_no_draw():
    model = ScriptedModel(["one word", "two words", "three"])
    tape = Tape(model)
    first = await texts(tape, 0, 1)
    assert await texts(tape, 1, 0, 2) == [first[1], first[0], "three"]
    assert len(model.prompts) == 3


async def test_a_draw_given_up_half_way_is_drawn_again():
    tape = Tape(ScriptedModel(["half of it", "the whole"]))
    stream = tape.sample((PROMPT,), (Sampling(),))
    await anext(stream)
    await stream.aclose()
    assert await texts(tape, 0) == ["the whole"]


async def test_equal_jobs_share_one_run_even_when_the_first_who_asked_gives_up():
    executor = InlineExecutor(pause_s=0.01)
    async with executor.open() as session:
        memory = Remembering(session)
        first = asyncio.create_task(memory.run(Job("1 + 1")))
        await asyncio.sleep(0)
        first.cancel()
        run = await memory.run(Job("1 + 1"))
        assert run.value is not None
        assert run.value.text == "2"
        assert len(session.jobs) == 1
        async with Shared(memory, 2).open() as same:
            assert same is memory
        await memory.settle()
