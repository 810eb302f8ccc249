from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.budget import Meter
from smallcode_nb.agent.types import Budget, Message, Prompt, Run, RunStatus, Section


def prompt(*texts: str) -> Prompt:
    sections = tuple(Section(f"s{n}", text, len(text)) for n, text in enumerate(texts))
    return Prompt((Message("raw", "".join(texts)),), sections, tokens=sum(map(len, texts)))


@given(st.integers(0, 30), st.lists(st.integers(0, 12), max_size=8))
def test_never_more_generations_than_the_budget_has(limit, wishes):
    meter = Meter(Budget(max_generations=limit))
    granted = [meter.grant_generations(wish) for wish in wishes]
    assert sum(granted) == min(limit, sum(wishes))
    assert all(0 <= got <= wish for got, wish in zip(granted, wishes, strict=True))
    assert bool(meter.refused) == (sum(wishes) > limit)


@given(st.integers(0, 5), st.integers(0, 9))
def test_never_more_executions_than_the_budget_has(limit, wishes):
    meter = Meter(Budget(max_executions=limit))
    assert sum(meter.grant_execution() for _ in range(wishes)) == min(limit, wishes)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=5))
def test_the_seconds_left_only_shrink_and_never_go_below_zero(steps):
    now = [0.0]
    meter = Meter(Budget(max_seconds=60), clock=lambda: now[0])
    left = [meter.seconds_left()]
    for step in steps:
        now[0] += step
        left.append(meter.seconds_left())
    assert left == sorted(left, reverse=True)
    assert min(left) >= 0
    assert meter.usage().wall_s == now[0]


@given(st.lists(st.integers(0, 500), max_size=6), st.lists(st.floats(0, 9), max_size=6))
def test_usage_is_the_sum_of_what_was_charged(tokens, seconds):
    meter = Meter(Budget())
    for count in tokens:
        meter.charge_draw(count)
    for duration in seconds:
        meter.charge_run(Run(RunStatus.OK, seconds=duration))
    usage = meter.usage()
    assert (usage.generations, usage.generated_tokens) == (len(tokens), sum(tokens))
    assert (usage.executions, usage.execution_s) == (len(seconds), sum(seconds))


def test_a_shared_beginning_of_prompts_is_charged_once():
    meter = Meter(Budget())
    meter.charge_prompt(prompt("system", "namespace", "ask"))
    meter.charge_prompt(prompt("system", "namespace", "ask again"))
    assert meter.usage().prompt_tokens == len("systemnamespaceask") + len("ask again")
