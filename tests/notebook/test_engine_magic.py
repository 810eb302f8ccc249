"""`%smallcode engine` and `%smallcode model ollama` in a shell."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from support import scripted

from smallcode_nb.notebook.extension import load

TAGS = {
    "models": [
        {"name": "qwen2.5-coder:1.5b", "details": {"parameter_size": "1.5B", "family": "qwen2"}},
        {"name": "odd:3b", "details": {"parameter_size": "3.1B", "family": "odd"}},
        {"name": "large:70b", "details": {"parameter_size": "70B", "family": "llama"}},
    ]
}


@pytest.fixture
def ollama(monkeypatch):
    """A server that lists models as Ollama does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(TAGS).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{server.server_port}")
        yield server
        server.shutdown()
        thread.join()


def test_the_engine_is_shown_and_stopping_none_is_no_error(shell, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    load(shell, scripted("total = 1"))
    shell.run_cell("%smallcode engine")
    assert "not running" in shell.text
    assert "c.SmallCode.engine = 'auto'" in shell.text
    shell.run_cell("%smallcode engine stop")
    assert "was not running" in shell.text
    shell.run_cell("%smallcode engine jump")
    assert "cannot jump" in shell.text


def test_ollamas_small_models_are_listed_and_the_loop_is_set_up_for_one(shell, ollama):
    session = load(shell, scripted("total = 1"))
    session.settings.n = 3
    shell.run_cell("%smallcode model ollama:qwen2.5-coder:1.5b")
    assert session.settings.model == "ollama:qwen2.5-coder:1.5b"
    assert session.settings.n == 8
    assert "large:70b" not in shell.text
    shell.run_cell("%smallcode model ollama")
    assert session.settings.model == "ollama:odd:3b"


def test_an_unknown_tag_changes_nothing(shell, ollama):
    session = load(shell, scripted("total = 1"))
    before = session.settings.model
    shell.run_cell("%smallcode model ollama:nothing")
    assert "ollama pull nothing" in shell.text
    assert session.settings.model == before


def test_another_way_of_opening_a_model_opens_it_anew(shell):
    session = load(shell, scripted("total = 1"))
    shell.run_cell("%%smallcode --n 1 set total\n")
    assert session.models
    shell.run_cell("%config SmallCode.cache_bits = 8")
    assert not session.models


def test_settings_reach_whoever_opens_the_model():
    from smallcode_nb.models import LoadOptions
    from smallcode_nb.notebook.wiring import load_options
    from smallcode_nb.settings import SmallCode

    assert load_options(SmallCode()) == LoadOptions()
    edge = load_options(SmallCode(profile="edge", backend="exllamav2", draft="ngram"))
    assert (edge.backend, edge.context, edge.cache_bits, edge.draft) == ("exllamav2", 4096, 4, "ngram")
