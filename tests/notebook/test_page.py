"""Pages: the same content as text and as HTML, and never markup from data."""

from smallcode_nb.notebook.page import Code, Folded, Line, Page, Table, visible

EVIL = "<script>alert(1)</script>"


def test_nothing_in_a_page_is_taken_as_markup():
    page = Page((Line(EVIL, strong=EVIL), Table((EVIL,), ((EVIL,),)), Code(EVIL), Folded(EVIL, (Line(EVIL),))))
    assert "<script>" not in page.html()
    assert page.html().count("&lt;script&gt;") == 7


def test_table_columns_line_up_in_plain_text():
    table = Table(("#", "state"), (("1", "passed"), ("10", "failed")))
    assert table.plain() == "#   state\n1   passed\n10  failed"


def test_a_cell_of_several_lines_stays_in_its_column():
    table = Table(("a", "code"), (("1", "x = 1\ny = 2"),))
    assert table.plain().splitlines() == ["a  code", "1  x = 1", "   y = 2"]


def test_code_in_a_table_keeps_its_indentation():
    assert "if x:\n    y" in Table(("#", "code"), (("1", "if x:\n    y"),)).html()


def test_a_table_without_a_header_has_no_empty_first_line():
    assert Table(("", ""), (("model", "tiny"),)).plain() == "model  tiny"


def test_folded_blocks_are_left_out_of_plain_text_but_are_in_the_html():
    page = Page((Line("evidence"), Folded("More", (Line("details"),))))
    assert page.plain() == "evidence"
    assert "<summary>More</summary>" in page.html()
    assert "details" in page.html()


def test_what_a_terminal_would_obey_is_made_visible():
    page = Page((Line("a\x1b[2Jb\x07"), Code("c\x9bd")))
    assert page.plain() == "a�[2Jb�\n    c�d"
    assert "\x1b" not in page.html()


def test_colours_stay_where_they_may():
    assert visible("\x1b[31mred\x1b[0m\x1b]0;title\x07", colours=True) == "\x1b[31mred\x1b[0m�]0;title�"
