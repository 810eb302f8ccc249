from pathlib import Path

from smallcode_nb.retrieval.project import index_folder, project_root


def test_a_project_begins_at_its_version_control_or_project_file(tmp_path):
    (tmp_path / "lab/.git").mkdir(parents=True)
    (tmp_path / "lab/deep/er").mkdir(parents=True)
    assert project_root(tmp_path / "lab/deep/er") == tmp_path / "lab"


def test_a_folder_of_its_own_is_its_own_project(tmp_path):
    assert project_root(tmp_path) == tmp_path


def test_the_home_folder_is_never_taken_for_a_project(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "notes").mkdir()
    assert project_root(tmp_path / "notes") == tmp_path / "notes"


def test_two_projects_of_one_name_have_two_indexes_in_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SMALLCODE_CACHE", str(tmp_path))
    one, other = index_folder(Path("/a/lab")), index_folder(Path("/b/lab"))
    assert one != other
    assert one.parent == other.parent == tmp_path / "index"
    assert one.name.startswith("lab-")
