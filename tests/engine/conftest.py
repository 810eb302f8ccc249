"""Engines for tests: one over random weights behind a real socket, one over a model that draws until it is stopped."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from smallcode_nb.agent.types import Chunk, ModelCard, PromptStyle
from smallcode_nb.engine.keys import Keys, fingerprint
from smallcode_nb.engine.options import EngineOptions
from smallcode_nb.engine.place import Place
from smallcode_nb.engine.process import running
from smallcode_nb.engine.serve import Service, listen_network, serve

_SPEC = importlib.util.spec_from_file_location("model_fixtures", Path(__file__).parents[1] / "models" / "conftest.py")
_FIXTURES = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = _FIXTURES
_SPEC.loader.exec_module(_FIXTURES)
tokenizer_file, random_model, chat_gguf = _FIXTURES.tokenizer_file, _FIXTURES.random_model, _FIXTURES.chat_gguf

TOKEN, ANA = "owner-token", "ana-key"


class Served:
    """An engine on a thread of its own."""

    def __init__(self, **service):
        self.sock = service.pop("sock", None) or listen_network("127.0.0.1", 0)
        named = self.sock.family == socket.AF_INET
        self.address = f"http://127.0.0.1:{self.sock.getsockname()[1]}/v1" if named else ""
        keys = Keys(TOKEN, {fingerprint(ANA): "ana"})
        run = serve(Service(self.sock, keys, **service))
        self.thread = threading.Thread(target=asyncio.run, args=(run,))
        self.thread.start()

    def client(self, key=TOKEN, **settings):
        return httpx.Client(base_url=self.address, headers={"authorization": f"Bearer {key}"}, timeout=20, **settings)

    def close(self):
        with self.client() as client:
            client.post("stop")
        self.thread.join()


@pytest.fixture(scope="session")
def served(chat_gguf):
    """An engine that has the random weights open."""
    pytest.importorskip("openvino_genai")
    engine = Served(models=(str(chat_gguf),), options=EngineOptions(idle_s=0))
    yield engine
    engine.close()


class Patient:
    """Draws the letter a for as long as anyone listens; counts the streams it has open."""

    card = ModelCard("patient", 1.0, 512, PromptStyle.CHAT, "scripted")

    def __init__(self):
        self.open = 0
        self.ended = threading.Event()

    def count_tokens(self, text):
        return len(text)

    async def sample(self, prompts, samplings):
        self.open += 1
        try:
            for tokens in range(1, 2000):
                await asyncio.sleep(0.002)
                for index in range(len(prompts)):
                    yield Chunk(index, "a", "", None, tokens)
        finally:
            self.open -= 1
            self.ended.set()


@pytest.fixture
def patient():
    """The model of `busy`."""
    return Patient()


@pytest.fixture
def busy(patient):
    """An engine with two seats and room for one waiting request of each user."""
    options = EngineOptions(idle_s=0, samples=2, samples_per_user=2, waiting=2, waiting_per_user=1)
    engine = Served(models=("patient",), options=options, load=lambda spec, options: patient)
    yield engine
    engine.close()


@pytest.fixture
def place(tmp_path):
    """A place of its own; an engine left there is killed."""
    place = Place(tmp_path / "e")
    yield place
    found = running(place)
    if found is not None:
        with suppress(ProcessLookupError):
            os.kill(found.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def recording(tmp_path_factory):
    """A recorded model, which opens at once."""
    path = tmp_path_factory.mktemp("recording") / "r.jsonl"
    row = {"task_id": "T/1", "prompt": "def add(a, b):\n", "completions": ["    return a + b\n", "    return b + a\n"]}
    path.write_text(json.dumps(row))
    return f"recorded:{path}"
