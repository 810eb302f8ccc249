"""`smallcode-nb engine`, `models` and `quantize` as they are typed."""

import json

import pytest

from smallcode_nb.cli import main
from smallcode_nb.engine.place import default_place
from smallcode_nb.engine.process import running


@pytest.fixture(autouse=True)
def runtime(tmp_path, monkeypatch):
    """A runtime directory without an engine."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))


def test_an_engine_is_started_shown_and_stopped(capsys):
    assert main(["engine", "status"]) == 1
    assert "not running" in capsys.readouterr().out
    try:
        assert main(["engine", "start", "--json"]) == 0
        facts = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert (facts["models"], facts["samples"]) == ([], 0)
        assert main(["engine", "logs"]) == 0
        assert "listens" in capsys.readouterr().out
    finally:
        assert main(["engine", "stop"]) == 0
    assert "has ended" in capsys.readouterr().out
    assert running(default_place()) is None
    assert main(["engine", "stop"]) == 0
    assert "No engine was running" in capsys.readouterr().out


def test_a_key_is_shown_once_and_a_class_needs_one(tmp_path, capsys):
    path = tmp_path / "class.keys"
    assert main(["engine", "key", "ana", "--keys", str(path)]) == 0
    key = capsys.readouterr().out.splitlines()[0].partition("=")[2]
    assert len(key) > 20
    assert key not in path.read_text()
    assert main(["engine", "key"]) == 2
    assert main(["engine", "start", "--host", "127.0.0.1"]) == 2
    assert "file of keys" in capsys.readouterr().err


def test_a_preset_is_shown_with_its_sources(capsys):
    assert main(["models", "show", "qwen2.5-coder-1.5b-instruct", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "GGUF" in facts["gguf"]
    assert facts["window"] == "32768 tokens"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["models", "show"], "Which model?"),
        (["models", "show", "gpt-9"], "No preset is called 'gpt-9'"),
        (["models", "check", "/no/such/folder"], "There is no /no/such/folder"),
        (["models", "get", "smallcode-tiny"], "comes with the package"),
        (["quantize", "/no/such/folder", "out"], "holds no config.json"),
    ],
)
def test_a_call_that_cannot_work_says_why(argv, words, capsys):
    assert main(argv) == 2
    assert words in capsys.readouterr().err
