import pytest

from smallcode_nb.errors import ServerError
from smallcode_nb.models.sse import events


async def lines(*texts):
    for text in texts:
        yield text


async def collect(*texts):
    return [event async for event in events(lines(*texts))]


async def test_events_are_read_up_to_the_closing_mark():
    stream = (": keep-alive", "event: message", 'data: {"a": 1}', "", 'data:{"a": 2}', "data: [DONE]", "data: junk")
    assert await collect(*stream) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("line", ["<html>", "data: {half", "data: [1]", "data: 3"])
async def test_anything_else_is_an_error_that_quotes_it(line):
    with pytest.raises(ServerError, match="not an event stream"):
        await collect(line)
