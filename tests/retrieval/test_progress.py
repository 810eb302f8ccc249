from smallcode_nb.retrieval.fragments import Skipped, SkipReason
from smallcode_nb.retrieval.indexing import IndexReport, Progress
from smallcode_nb.retrieval.progress import progress_line, report_line, skipped_rows


def test_progress_has_a_bar_a_rate_and_the_time_left():
    line = progress_line(Progress(done=30, total=120, fragments=400, rate=86.6, seconds_left=12.3))
    assert line == "indexing " + "█" * 6 + "░" * 18 + " 30/120 files, 87 chunks/s, 12 s left"


def test_an_early_end_is_said():
    report = IndexReport(9, 4, 1, 20, 80, 2.04, cancelled=True)
    assert report_line(report).startswith("Stopped early")
    assert report_line(report).endswith("4 of 9 files read in 2.0 s, 1 forgotten; the index holds 80 chunks.")


def test_a_long_list_of_skipped_places_ends_in_counts():
    skipped = [Skipped(f"{n}.py", SkipReason.LINK) for n in range(5)] + [Skipped("x", SkipReason.TOO_LARGE, "3 MB")]
    assert skipped_rows(skipped, most=1) == (("0.py", "a link"), ("and 4 more", "a link"), ("and 1 more", "too large"))
    assert skipped_rows(skipped[-1:]) == (("x", "too large 3 MB"),)
