"""`smallcode-nb models get` against a hub on this machine: whole, broken off and resumed, damaged, offline."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytest.importorskip("huggingface_hub", reason="downloading needs the engine extra")
COMMIT = "a" * 40
WEIGHTS = bytes(range(256)) * 98_304  # 24 MiB: the library keeps what came in steps of 10 MB
FILES = {"config.json": b'{"model_type": "llama"}', "model.safetensors": WEIGHTS}


class Hub:
    """Two files, the larger one as large files are kept: known by their sha256."""

    def __init__(self):
        self.ranges = []
        self.cut = 0
        self.sent = dict(FILES)
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self):
                hub.answer(self, body=False)

            def do_GET(self):
                hub.answer(self, body=True)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, handler, *, body):
        path = handler.path.partition("?")[0]
        if path.startswith("/api/models/org/small/tree/"):
            tree = [
                {"type": "file", "path": name, "size": len(data), "oid": "b" * 40}
                | {"lfs": {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}}
                for name, data in FILES.items()
            ]
            return self.send(handler, json.dumps(tree).encode(), body, {"content-type": "application/json"})
        if path.startswith("/api/models/org/small"):
            listing = {"id": "org/small", "sha": COMMIT, "siblings": [{"rfilename": name} for name in FILES]}
            return self.send(handler, json.dumps(listing).encode(), body, {"content-type": "application/json"})
        if not path.startswith("/org/small/resolve/"):
            return self.send(handler, b"{}", body, {"x-error-code": "RepoNotFound"}, status=404)
        name = path.rpartition("/")[2]
        data, digest = self.sent[name], hashlib.sha256(FILES[name]).hexdigest()
        headers = {"etag": f'"{digest}"', "x-repo-commit": COMMIT, "accept-ranges": "bytes"}
        asked = handler.headers.get("range")
        if body and asked:
            self.ranges.append((name, asked))
            first = int(asked.removeprefix("bytes=").partition("-")[0])
            headers["content-range"] = f"bytes {first}-{len(data) - 1}/{len(data)}"
            return self.send(handler, data[first:], body, headers, status=206)
        return self.send(handler, data, body, headers, cut=self.cut if name.endswith("safetensors") else 0)

    def send(self, handler, data, body, headers, status=200, cut=0):
        handler.send_response(status)
        for key, value in {**headers, "content-length": str(len(data))}.items():
            handler.send_header(key, value)
        handler.end_headers()
        if body:
            handler.wfile.write(data[:cut] if cut else data)
            handler.close_connection = bool(cut)


@pytest.fixture
def hub():
    hub = Hub()
    yield hub
    hub.close()


@pytest.fixture
def get(hub, tmp_path):
    """Runs the command as a user would; what it said in all."""

    def run(name="org/small", **more):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HF_")}
        told = {"HF_ENDPOINT": f"http://127.0.0.1:{hub.server.server_port}", "HF_HOME": str(tmp_path / "hf")}
        quick = {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DOWNLOAD_TIMEOUT": "5", "HF_HUB_ETAG_TIMEOUT": "5"}
        command = [sys.executable, "-m", "smallcode_nb", "models", "get", name]
        environment = kept | told | quick | more
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603

    return run


def test_a_repository_is_fetched_into_the_users_cache_and_checked(get, tmp_path):
    done = get()
    assert done.returncode == 0, done.stderr
    assert "whole: 2 files, 2 by their hash" in done.stdout
    folder = tmp_path / "hf" / "hub" / "models--org--small" / "snapshots" / COMMIT
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_a_download_that_broke_off_is_said_so_and_goes_on_where_it_stopped(hub, get):
    hub.cut = 15_000_000
    broken = get()
    resumed_inside = bool(hub.ranges)
    hub.cut = 0
    done = get()
    assert done.returncode == 0, done.stderr
    assert "whole: 2 files" in done.stdout
    # the library itself may try again within one call; then the first was whole already
    assert resumed_inside or "goes on when you try again" in broken.stderr
    assert hub.ranges, "the second half was asked for, not the whole again"
    name, asked = hub.ranges[-1]
    assert name == "model.safetensors"
    assert int(asked.removeprefix("bytes=").partition("-")[0]) > 0


def test_a_file_with_another_hash_than_the_hub_says_is_refused(hub, get):
    hub.sent["model.safetensors"] = WEIGHTS[:-1] + b"!"
    refused = get()
    assert refused.returncode == 2
    assert "model.safetensors is damaged" in refused.stderr
    assert "get it again" in refused.stderr


def test_offline_mode_is_honoured_and_what_is_here_is_found(hub, get):
    nothing = get(HF_HUB_OFFLINE="1")
    assert nothing.returncode == 2
    assert "copy the folder models--org--small" in nothing.stderr
    assert get().returncode == 0
    again = get(HF_HUB_OFFLINE="1")
    assert again.returncode == 0, again.stderr
    assert "whole: 2 files" in again.stdout


def test_a_name_the_hub_does_not_know_is_said_plainly(get):
    refused = get("org/other")
    assert refused.returncode == 2
    assert "The hub has no org/other" in refused.stderr


def test_a_hub_that_cannot_be_reached_says_what_to_do_without_one(get):
    refused = get(HF_ENDPOINT="http://127.0.0.1:9")
    assert refused.returncode == 2
    assert "could not be downloaded" in refused.stderr
    assert "name a directory or .gguf file" in refused.stderr
