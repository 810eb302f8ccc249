from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.models.detokenise import TextStream


def decode_bytes(ids):
    return bytes(ids).decode("utf-8", errors="replace")


def stream(text, stop=()):
    out = TextStream(decode_bytes, stop)
    pieces = [out.push([byte]) for byte in text.encode()]
    return pieces, out.flush(), out.stopped


def test_half_a_character_is_held_back_until_it_is_whole():
    pieces, rest, _ = stream("é😀")
    assert pieces == ["", "é", "", "", "", "😀"]
    assert rest == ""


def test_what_may_become_a_stop_sequence_is_held_back():
    pieces, rest, stopped = stream("ab\n\ncd", ("\n\n",))
    assert "".join(pieces) + rest == "ab"
    assert stopped
    pieces, rest, stopped = stream("ab\ncd", ("\n\n",))
    assert "".join(pieces) + rest == "ab\ncd"
    assert not stopped


def test_the_earliest_stop_sequence_wins_within_one_piece():
    out = TextStream(decode_bytes, ("END", "b"))
    assert out.push(b"xxb END") == "xx"
    assert out.push(b"more") == ""
    assert out.flush() == ""


def test_a_cut_off_character_comes_out_at_the_end_as_a_replacement():
    out = TextStream(decode_bytes)
    assert out.push("é".encode()[:1]) == ""
    assert out.flush() == "\ufffd"


def test_a_leading_space_survives_decoders_that_strip_the_first_one():
    words = {1: "▁def", 2: "▁x"}

    def decode(ids):
        return "".join(words[i] for i in ids).replace("▁", " ").removeprefix(" ")

    assert TextStream(decode, (), before=1).push([2]) == " x"


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_streamed_text_is_the_whole_text_up_to_the_first_stop_sequence_to_complete(text, stop):
    pieces, rest, stopped = stream(text, tuple(stop))
    shown = "".join(pieces) + rest
    assert text.startswith(shown)
    assert stopped == any(word in text for word in stop)
    if not stopped:
        assert shown == text
