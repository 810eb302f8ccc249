import pytest

from smallcode_nb.kernels.files import bring, named_files


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "project"
    (home / "data").mkdir(parents=True)
    for name in ("sales.csv", ".env", "data/more.csv"):
        (home / name).write_text(name)
    (tmp_path / "outside.csv").write_text("x")
    (home / "link.csv").symlink_to(tmp_path / "outside.csv")
    return home


def test_a_file_that_the_code_reads_is_a_copy_in_the_scratch_folder(folder, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    notes = bring("a = read('sales.csv')\nb = read('data/more.csv')", folder, scratch)
    assert (scratch / "data" / "more.csv").read_text() == "data/more.csv"
    (scratch / "sales.csv").write_text("changed")
    assert (folder / "sales.csv").read_text() == "sales.csv"
    assert notes == ()


def test_hidden_outside_and_absolute_files_stay_where_they_are(folder):
    for name in (".env", "../outside.csv", "link.csv", str(folder / "sales.csv"), "none.csv"):
        assert named_files(f"open({name!r})", folder) == ()


def test_code_that_does_not_parse_names_no_files(folder):
    assert named_files("open('sales.csv'", folder) == ()


def test_a_file_over_the_limit_is_named(folder, tmp_path):
    (note,) = bring("open('sales.csv')", folder, tmp_path, limit=3)
    assert note.startswith("`sales.csv` was not copied")
