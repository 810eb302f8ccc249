import pytest

from smallcode_nb.retrieval.fragments import SkipReason
from smallcode_nb.retrieval.reading import read_file


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"# caf\xe9\nx = 1\n", SkipReason.ENCODING), (b"\x7fELF\0\0\0", SkipReason.BINARY)],
)
def test_a_file_that_is_not_text_is_named_with_its_reason(tmp_path, raw, reason):
    (tmp_path / "a.py").write_bytes(raw)
    assert [s.reason for s in read_file(tmp_path / "a.py", "a.py").skipped] == [reason]


def test_a_file_deleted_after_it_was_found_is_not_an_error(tmp_path):
    assert [s.reason for s in read_file(tmp_path / "gone.py", "gone.py").skipped] == [SkipReason.VANISHED]


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path):
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfdef f():\r\n    return 1\r\n")
    (one,) = read_file(tmp_path / "a.py", "a.py").fragments
    assert one.text == "def f():\n    return 1"


def test_a_notebook_with_50_mb_of_output_gives_its_small_cell(tmp_path):
    head = '{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "id": "a", "source": "x = 1", '
    body = '"outputs": [{"output_type": "stream", "name": "stdout", "text": "' + "y" * (50 << 20) + '"}]}]}'
    (tmp_path / "big.ipynb").write_text(head + body)
    (one,) = read_file(tmp_path / "big.ipynb", "big.ipynb").fragments
    assert (one.text, one.outputs) == ("x = 1", "printed text")
