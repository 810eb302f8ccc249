"""The fixture that Python and TypeScript share: an example of every message, and of what must be refused."""

import json
from pathlib import Path

import pytest

from smallcode_nb.notebook.comm.check import MisshapenError, by_type, check
from smallcode_nb.notebook.comm.protocol import VERSION, FromPage, ToPage

FIXTURE = json.loads((Path(__file__).parents[3] / "labextension/fixtures/protocol.json").read_text(encoding="utf-8"))
SIDES = [("from_page", FromPage), ("to_page", ToPage)]


@pytest.mark.parametrize(
    ("side", "message"),
    [(messages, message) for name, messages in SIDES for message in FIXTURE[name]],
    ids=lambda value: f"{value['type']}" if isinstance(value, dict) else "",
)
def test_every_example_is_a_message_of_the_protocol(side, message):
    assert message["v"] == VERSION
    check(message, by_type(side)[message["type"]])


@pytest.mark.parametrize(("name", "messages"), SIDES)
def test_there_is_an_example_of_every_message(name, messages):
    assert {message["type"] for message in FIXTURE[name]} == set(by_type(messages))


@pytest.mark.parametrize("example", FIXTURE["refused"], ids=lambda example: example["why"])
def test_what_must_be_refused_is_no_message_of_this_version(example):
    message = example["message"]
    if message["v"] != VERSION or message["type"] not in by_type(FromPage):
        return
    with pytest.raises(MisshapenError, match="message"):
        check(message, by_type(FromPage)[message["type"]])
