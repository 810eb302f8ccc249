from smallcode_nb.retrieval.markdown import read_markdown


def test_sections_carry_their_heading_path_and_lines():
    found = read_markdown("intro\n# A\none\n## B\ntwo\n# C\nthree\n", "r.md").fragments
    assert [(f.title, f.lines) for f in found] == [("", (1, 1)), ("A", (2, 3)), ("A › B", (4, 5)), ("C", (6, 8))]


def test_a_hash_inside_a_code_block_is_not_a_heading():
    (one,) = read_markdown("# A\n```python\n# comment\nx = 1\n```\n", "r.md").fragments
    assert one.title == "A"


def test_a_long_section_comes_in_pieces_that_together_are_the_whole():
    text = "# Long\n" + "\n\n".join(f"paragraph {n} " + "word " * 80 for n in range(30))
    found = read_markdown(text, "r.md").fragments
    assert len(found) > 3
    assert all(len(f.text) < 5000 for f in found)
    assert all(f"paragraph {n} " in "".join(f.text for f in found) for n in range(30))
