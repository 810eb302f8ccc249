"""`%smallcode index` and `search` in the engine, with an interrupt that is heard."""

import asyncio
import importlib.util
import threading
import time
from concurrent.futures import Future

import pytest

from smallcode_nb.engine.place import default_place
from smallcode_nb.engine.process import running, stop
from smallcode_nb.notebook.extension import load
from smallcode_nb.notebook.indexing import _wait
from smallcode_nb.notebook.worker import Worker

NEEDED = ("haystack", "pathspec", "starlette", "uvicorn")


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in NEEDED), reason="needs the extras retrieval and engine"
)
def test_the_notebook_indexes_and_searches_in_the_engine(shell, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SMALLCODE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "labtools.py").write_text('def tidy_names(text):\n    """Tidy a region."""\n')
    monkeypatch.chdir(tmp_path / "p")
    session = load(shell)
    session.settings.embeddings = "none"
    try:
        shell.run_cell("%smallcode index")
        assert "the index holds 1 chunks" in shell.text
        assert "1/1 files" in capsys.readouterr().out
        assert running(default_place()) is not None
        shell.run_cell("%smallcode search tidy a region")
        assert "labtools.py lines 1–2" in shell.text
    finally:
        session.close()
        stop(default_place())


def test_an_interrupt_ends_the_waiting_and_the_work():
    worker, ended = Worker(), threading.Event()

    async def forever():
        try:
            await asyncio.sleep(600)
        finally:
            ended.set()

    interrupts = iter([KeyboardInterrupt()])

    def tick():
        time.sleep(0.05)
        if error := next(interrupts, None):
            raise error

    assert _wait(worker.submit(forever()), tick) is None
    assert ended.wait(10)

    async def nothing():
        pass

    worker.close(nothing())


def test_an_error_of_the_work_is_raised_where_it_is_waited_for():
    future = Future()
    future.set_exception(TimeoutError("its own"))
    with pytest.raises(TimeoutError, match="its own"):
        _wait(future, lambda: None)
