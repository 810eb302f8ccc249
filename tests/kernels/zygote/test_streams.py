"""Standard output and error of a forked kernel: what is written to the stream, and what to its descriptor."""

import sys

import pytest

from smallcode_nb.agent.types import RunStatus

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
]
#: what was written to a descriptor is published a moment later
_WAIT = "\nimport time; time.sleep(0.6)"


@pytest.fixture
def said(ran):
    """What a candidate writes, by stream, and how it ended."""

    async def run_one(code):
        run = await ran(code)
        texts = {"stdout": "", "stderr": ""}
        for data in (dict(output.data) for output in run.outputs):
            texts[data["name"]] += data["text/plain"]
        return run.status, texts

    return run_one


async def test_the_two_streams_are_told_apart(said):
    status, texts = await said("import sys\nprint('out')\nprint('err', file=sys.stderr)")
    assert status is RunStatus.OK
    assert (texts["stdout"], texts["stderr"]) == ("out\n", "err\n")


async def test_what_goes_to_the_descriptors_is_shown_too(said):
    _, texts = await said("import os\nos.write(1, b'raw out')\nos.write(2, b'raw err')" + _WAIT)
    assert (texts["stdout"], texts["stderr"]) == ("raw out", "raw err")


async def test_a_letter_written_in_two_parts_is_one_letter(said):
    _, texts = await said("import os, time\nos.write(1, b'\\xc3')\ntime.sleep(0.05)\nos.write(1, b'\\xa9')" + _WAIT)
    assert texts["stdout"] == "é"


async def test_a_stream_can_be_closed_and_the_kernel_goes_on(said):
    status, texts = await said("import sys\nsys.stdout.close()\nprint('later', file=sys.stderr)")
    assert "later" in texts["stderr"]
    assert status is RunStatus.OK


async def test_more_than_a_pipe_holds_gets_through(said):
    _, texts = await said("import os\nfor _ in range(40): os.write(1, b'x' * 4096)" + _WAIT)
    assert set(texts["stdout"][:1000]) == {"x"}
    assert len(texts["stdout"]) > 1 << 16
