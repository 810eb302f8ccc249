import json
from itertools import islice

import pytest

from smallcode_nb.agent.linking import linked
from smallcode_nb.agent.testing import ScriptedModel
from smallcode_nb.agent.types import ModelCard, PromptStyle
from smallcode_nb.bench.machinery import kernels
from smallcode_nb.bench.tiny_score import Mark, report, score, summarise
from smallcode_nb.models.tiny.aliases import columns
from smallcode_nb.models.tiny.corpus.generate import records

CARD = ModelCard("stand-in", 0.007, 1024, PromptStyle.TINY, "scripted")


@pytest.fixture(scope="module")
def held_out():
    return list(islice(records(7, 20, "heldout"), 2))


async def marks_of(held_out, answer):
    async with kernels() as executor:
        return await score(ScriptedModel([answer], CARD), executor, held_out, 8)


async def test_the_reference_answers_score_everything(held_out):
    gold = {
        linked(" ".join(e["request"].split()), columns(record["namespace"])): e["code"]
        for record in held_out
        for e in record["examples"]
    }

    def answer(prompt):
        return gold[prompt.messages[0].content.split("<|task|>")[1].split("<|code|>")[0].split("<|draft|>")[0]]

    marks = await marks_of(held_out, answer)
    summary = summarise([mark for mark in marks if not mark.repair])
    assert (summary.n_tasks, summary.greedy, summary.best_of_n, summary.loop, summary.oracle) == (8, 1, 1, 1, 1)


async def test_empty_answers_score_nothing(held_out):
    summary = summarise(await marks_of(held_out, ""))
    assert summary.n_tasks >= 8
    assert (summary.greedy, summary.best_of_n, summary.loop, summary.oracle) == (0, 0, 0, 0)


def test_the_last_line_is_the_measurement_and_drafts_to_mend_stay_out_of_it(capsys):
    right = Mark("group", "agg", "r", False, True, True, True, True, tokens=10)
    wrong = Mark("plots", "bar", "r", False, False, False, True, True, tokens=20)
    mended = Mark("plots", "bar", "r", True, False, False, False, False)
    report([right, wrong, mended], ScriptedModel([""], CARD), 7, 1.0, as_json=True)
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["n_tasks"], found["greedy"], found["loop"], found["best_of_n"]) == (2, 0.5, 1.0, 0.5)
    assert found["repairs"]["n_tasks"] == 1
    assert found["loop_tokens_mean"] == 15
