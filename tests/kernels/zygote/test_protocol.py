"""Messages come back as they were sent, and nothing else is a message."""

import pytest

from smallcode_nb.kernels.zygote.protocol import (
    Attacked,
    Confinement,
    Connection,
    Exited,
    Grant,
    Hello,
    Limits,
    Load,
    Ready,
    Spawn,
    decode,
    encode,
)


@pytest.mark.parametrize(
    "message",
    [
        Load(lazy=True),
        Spawn("1", "/pool/1", Connection("/pool/1/s", "key"), environment=(("A", "b"),)),
        Confinement("bwrap", Limits(cpu_s=3), (Grant("/usr"), Grant("/dev/null", "write")), "/p", ("a",), "/h", False),
        Ready(error="x", culprit="df", threads=2, notes=("n",)),
        Attacked(("read a file outside",)),
        Hello(7, 1, ("numpy",), ("torch",)),
        Exited(None),
        Exited(-9),
    ],
    ids=lambda m: type(m).__name__,
)
def test_a_message_comes_back_the_same(message):
    assert decode(encode(message)) == message


@pytest.mark.parametrize("data", [b"", b"[]", b'"x"', b"{}", b'{"kind": "Evil"}', b'{"kind": "Spawn"}', b"\xff\xfe"])
def test_anything_else_is_refused(data):
    with pytest.raises(ValueError, match=r"message|Expecting|codec|utf"):
        decode(data)
