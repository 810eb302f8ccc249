import pytest

from smallcode_nb.errors import ServerError
from smallcode_nb.models.server import Server
from smallcode_nb.models.streaming import Choices


def choices(count=2):
    return Choices(Server("http://127.0.0.1:9/v1"), count)


def event(index, text, finish=None):
    return {"choices": [{"index": index, "delta": {"content": text}, "finish_reason": finish}]}


def test_each_sample_keeps_its_own_count_and_end():
    read = choices()
    first = [read.read(event(0, "a")), read.read(event(1, "b")), read.read(event(0, "c", "length"))]
    assert [(c.index, c.text, c.finish, c.tokens) for (c,) in first] == [
        (0, "a", "", 1),
        (1, "b", "", 1),
        (0, "c", "length", 2),
    ]
    with pytest.raises(ServerError, match="before it was complete"):
        read.check_complete()


@pytest.mark.parametrize("reason", ["stop", "eos", "tool_calls"])
def test_every_end_but_the_token_limit_is_a_stop(reason):
    (chunk,) = choices().read(event(0, "", reason))
    assert chunk.finish == "stop"


def test_what_the_server_never_mentioned_is_known():
    read = choices(3)
    read.read(event(1, "x", "stop"))
    assert read.unseen() == [0, 2]
    read.check_complete()


def test_samples_nobody_asked_for_and_what_follows_an_end_are_left_out():
    read = choices(1)
    assert read.read(event(5, "x")) == []
    read.read(event(0, "x", "stop"))
    assert read.read(event(0, "more")) == []


def test_an_event_with_usage_only_is_silent_and_one_without_choices_is_no_api():
    assert choices().read({"choices": [], "usage": {"total_tokens": 3}}) == []
    with pytest.raises(ServerError, match="instead of the OpenAI API"):
        choices().read({"hello": 1})
