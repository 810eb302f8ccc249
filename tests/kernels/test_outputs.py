import asyncio

import pytest

from smallcode_nb.kernels.outputs import FloodError, Outputs


class Channel:
    """Plays recorded iopub messages, ending with an idle status."""

    def __init__(self, *messages):
        self.left = [*messages, ("status", {"execution_state": "idle"})]

    async def get_iopub_msg(self):
        kind, content = self.left.pop(0)
        return {"parent_header": {"msg_id": "r"}, "msg_type": kind, "content": content}


def collect(*messages, limit=1000):
    outputs = Outputs(limit)
    asyncio.run(outputs.collect(Channel(*messages), "r"))
    return [(output.kind, output.get("text/plain")) for output in outputs.all]


def out(text, name="stdout"):
    return "stream", {"name": name, "text": text}


def shown(text, **transient):
    return "display_data", {"data": {"text/plain": text}, "transient": transient}


def test_text_of_one_stream_is_joined_and_colours_are_dropped():
    assert collect(out("a"), out("\x1b[31mb\x1b[0m"), out("c", "stderr")) == [("stream", "ab"), ("stream", "c")]


def test_a_progress_bar_leaves_only_its_last_state():
    update = ("update_display_data", {"data": {"text/plain": "100%"}, "transient": {"display_id": "1"}})
    assert collect(shown("0%", display_id="1"), update) == [("display", "100%")]


def test_cleared_output_is_gone():
    assert collect(out("old"), ("clear_output", {"wait": True}), out("new")) == [("stream", "new")]
    assert collect(out("old"), ("clear_output", {"wait": False})) == []


def test_too_much_output_stops_the_collection():
    with pytest.raises(FloodError):
        collect(out("x" * 600), shown("y" * 600))
