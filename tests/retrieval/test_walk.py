import os

from smallcode_nb.retrieval.fragments import Skipped, SkipReason
from smallcode_nb.retrieval.walk import LIMITS, Found, walk


def outcome(root, *paths):
    seen = list(walk(root, paths))
    found = [one.relative for one in seen if isinstance(one, Found)]
    return found, {one.place: one.reason for one in seen if isinstance(one, Skipped)}


def write(root, *names, text="x = 1\n"):
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_notebooks_python_and_markdown_are_found_in_order(tmp_path):
    write(tmp_path, "b.ipynb", "a.py", "sub/c.md", "data.csv", "logo.png")
    assert outcome(tmp_path) == (["a.py", "b.ipynb", "sub/c.md"], {})


def test_gitignored_files_and_folders_stay_out_and_an_inner_file_can_take_them_back(tmp_path):
    write(tmp_path, "drafts/a.py", "out.py", "sub/kept.py", "sub/out.py")
    (tmp_path / ".gitignore").write_text("drafts/\nout.py\n")
    (tmp_path / "sub/.gitignore").write_text("!out.py\n")
    found, skipped = outcome(tmp_path)
    assert found == ["sub/kept.py", "sub/out.py"]
    assert skipped == {"drafts/": SkipReason.IGNORED, "out.py": SkipReason.IGNORED}


def test_a_rule_above_holds_for_a_folder_named_alone(tmp_path):
    write(tmp_path, "sub/a.py", "sub/b_tmp.py")
    (tmp_path / ".gitignore").write_text("*_tmp.py\n")
    assert outcome(tmp_path, tmp_path / "sub") == (["sub/a.py"], {"sub/b_tmp.py": SkipReason.IGNORED})


def test_a_cycle_of_links_ends(tmp_path):
    write(tmp_path, "sub/a.py")
    (tmp_path / "sub/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.py").symlink_to(tmp_path / "self.py")
    (tmp_path / "sub/alias.py").symlink_to(tmp_path / "sub/a.py")
    found, skipped = outcome(tmp_path)
    assert found == ["sub/a.py"]
    assert skipped == {"self.py": SkipReason.LINK, "sub/alias.py": SkipReason.LINK, "sub/up": SkipReason.LINK}


def test_secret_generated_and_huge_files_are_named_with_their_reason(tmp_path):
    write(tmp_path, ".env", "id_rsa", "msg_pb2.py", "ok.py")
    with (tmp_path / "huge.py").open("wb") as file:
        os.truncate(file.fileno(), LIMITS[".py"] + 1)
    found, skipped = outcome(tmp_path)
    assert found == ["ok.py"]
    assert skipped == {
        ".env": SkipReason.SECRET,
        "id_rsa": SkipReason.SECRET,
        "msg_pb2.py": SkipReason.GENERATED,
        "huge.py": SkipReason.TOO_LARGE,
    }


def test_environments_and_caches_are_passed_over_in_silence(tmp_path):
    write(
        tmp_path,
        ".venv/lib/a.py",
        "myenv/lib/b.py",
        "node_modules/c.py",
        ".ipynb_checkpoints/d.ipynb",
        "__pycache__/e.py",
    )
    write(tmp_path, "myenv/pyvenv.cfg")
    assert outcome(tmp_path) == ([], {})
