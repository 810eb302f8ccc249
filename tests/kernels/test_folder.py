import os
import subprocess
import sys

from smallcode_nb.kernels import folder


def test_a_folder_of_an_owner_that_is_gone_is_removed_and_others_stay(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name, owner in (("dead", str(gone.pid)), ("alive", str(os.getpid())), ("new", "")):
        (tmp_path / (folder.PREFIX + name)).mkdir()
        (tmp_path / (folder.PREFIX + name) / "owner").write_text(owner)
    folder.sweep(tmp_path)
    assert sorted(path.name.removeprefix(folder.PREFIX) for path in tmp_path.iterdir()) == ["alive", "new"]


def test_nobody_else_may_look_into_it():
    made = folder.make()
    assert made.stat().st_mode & 0o077 == 0
    folder.remove(made)
    assert not made.exists()
