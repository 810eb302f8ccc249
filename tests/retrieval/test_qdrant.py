"""How a Qdrant server is spoken to: over HTTP, with a key from the environment, to a collection cut as wanted."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from smallcode_nb.errors import RetrievalError
from smallcode_nb.retrieval.database import Database
from smallcode_nb.retrieval.qdrant import QdrantShelf

from .conftest import needs

pytestmark = [
    needs("haystack_integrations", "qdrant_client"),
    pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection"),
]
KEY = "lab-key-of-the-test"


class Server:
    """Keeps what it was asked; has no collection, and makes every one it is told to."""

    def __init__(self):
        self.asked = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                server.asked.append((self.command, self.path, self.headers.get("api-key"), body))
                if self.headers.get("api-key") != KEY:
                    return self.say(401, {"status": {"error": "Must provide an API key"}})
                if self.path.endswith("/exists"):
                    return self.say(200, {"result": {"exists": False}, "status": "ok", "time": 0.0})
                if self.command == "POST":
                    return self.say(200, {"result": {"count": 0}, "status": "ok", "time": 0.0})
                return self.say(200, {"result": True, "status": "ok", "time": 0.0})

            do_GET = do_PUT = do_POST = answer  # noqa: N815 — the names that http.server calls

            def say(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *arguments):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.thread = threading.Thread(target=self.http.serve_forever)
        self.thread.start()

    def close(self):
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


@pytest.fixture
def database(tmp_path):
    made = Database(tmp_path / "project-1a2b" / "ledger.db")
    yield made
    made.close()


def test_the_collection_is_made_with_key_shards_and_replicas(server, database, monkeypatch):
    monkeypatch.setenv("LAB_KEY", KEY)
    QdrantShelf.open(server.address, "LAB_KEY", database, shards=6, replicas=2).close()
    (made,) = [(path, json.loads(body)) for method, path, key, body in server.asked if method == "PUT" and body]
    assert made[0].startswith("/collections/smallcode-project-1a2b")
    assert (made[1]["shard_number"], made[1]["replication_factor"]) == (6, 2)
    assert made[1]["vectors"]["text-dense"] == {"size": 384, "distance": "Cosine", "on_disk": False}
    assert {key for _, _, key, _ in server.asked} == {KEY}


def test_a_wrong_key_is_named_with_a_remedy_and_never_shown(server, database, monkeypatch):
    monkeypatch.setenv("LAB_KEY", "another-key")
    with pytest.raises(RetrievalError, match="Check the address, the key") as raised:
        QdrantShelf.open(server.address, "LAB_KEY", database)
    assert "another-key" not in str(raised.value)
