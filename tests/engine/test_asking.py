import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcode_nb.engine.asking import read_chat, read_text
from smallcode_nb.engine.refusals import Refusal

ODD = (
    None, True, -1, 0, 2, 10**30, 0.5, float("nan"), float("inf"), "", "text", [], [1], ["a", None], {}, [{}],
    [{"role": "user"}], [{"role": "user", "content": [None]}], [{"role": "user", "content": "hi"}],
)  # fmt: skip
FIELDS = (
    "model",
    "messages",
    "prompt",
    "n",
    "seed",
    "seeds",
    "stop",
    "temperature",
    "top_p",
    "max_tokens",
    "tools",
    "user",
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(ODD)), st.sampled_from((read_chat, read_text)))
def test_any_body_is_read_or_refused_by_the_name_of_what_is_wrong(body, read):
    ask = refused = None
    try:
        ask = read(body)
    except Refusal as refusal:
        refused = refusal
    if ask is None:
        assert refused.status == 400
        assert refused.param in (*body, "messages", "prompt")
    else:
        assert len(ask.prompts) == len(ask.samplings) >= 1


def test_seeds_count_up_from_the_one_given_unless_each_sample_has_its_own():
    body = {"prompt": ["a", "b"], "n": 2, "seed": 7}
    assert [s.seed for s in read_text(body).samplings] == [7, 8, 7, 8]
    assert [s.seed for s in read_text(body | {"seeds": [3, 1]}).samplings] == [3, 1, 3, 1]
    with pytest.raises(Refusal, match="2 whole numbers"):
        read_text(body | {"seeds": [3]})


def test_parts_of_text_are_joined_and_pictures_refused():
    parts = [{"type": "text", "text": "mean "}, {"type": "text", "text": "price"}]
    (prompt,) = read_chat({"messages": [{"role": "user", "content": parts}]}).prompts
    assert prompt.messages[0].content == "mean price"
    picture = {"type": "image_url", "image_url": {"url": "x"}}
    with pytest.raises(Refusal, match="text as their content"):
        read_chat({"messages": [{"role": "user", "content": [*parts, picture]}]})


def test_a_developers_turn_is_a_system_turn():
    body = {"messages": [{"role": "developer", "content": "be brief"}, {"role": "user", "content": "hi"}]}
    assert [message.role for message in read_chat(body).prompts[0].messages] == ["system", "user"]


def test_zero_logprobs_asks_for_those_of_the_text_itself():
    assert read_text({"prompt": "a", "logprobs": 0}).logprobs
    assert not read_text({"prompt": "a", "logprobs": None}).logprobs
