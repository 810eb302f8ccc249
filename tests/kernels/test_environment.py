from pathlib import Path

from smallcode_nb.kernels.environment import import_path, scrubbed


def test_only_harmless_variables_are_passed_on(tmp_path):
    given = {"PATH": "/bin", "LC_ALL": "C.UTF-8", "AWS_SECRET_ACCESS_KEY": "s", "HF_TOKEN": "t", "HOME": "/home/me"}
    env = scrubbed(tmp_path / "scratch", tmp_path, given)
    assert (env["PATH"], env["LC_ALL"], env["HOME"]) == ("/bin", "C.UTF-8", str(tmp_path / "scratch"))
    assert not {"s", "t"} & set(env.values())


def test_the_candidate_imports_from_where_the_user_does(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    assert str(tmp_path) in import_path()
    assert str(Path(__file__).parents[2]) in import_path()
