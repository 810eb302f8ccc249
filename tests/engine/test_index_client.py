"""The index of a project in a real engine process, as a notebook asks for it."""

import asyncio
import importlib.util

import pytest

from smallcode_nb.engine.index_client import IndexClient
from smallcode_nb.engine.process import running, stop
from smallcode_nb.errors import EngineError, RetrievalError
from smallcode_nb.retrieval.api import RetrievalSettings

NEEDED = ("haystack", "pathspec", "starlette", "uvicorn")
pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in NEEDED), reason="needs the extras retrieval and engine"
)


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "helpers.py").write_text('def tidy_names(text):\n    """Tidy the spelling of a region."""\n')
    return folder


async def test_without_an_engine_there_is_no_answer_and_none_is_started(project, place, tmp_path):
    client = IndexClient(project, RetrievalSettings(runtime="none", folder=str(tmp_path / "index")), place)
    assert await client.search("tidy", limit=3) is None
    await client.live("k", ["x = 1"])
    with pytest.raises(EngineError, match="does not answer"):
        await client.search("tidy", limit=3, wait=True)
    assert running(place) is None


async def test_a_project_is_indexed_searched_and_kept_fresh_and_an_engine_that_goes_away_is_no_error(
    project, place, tmp_path
):
    client = IndexClient(project, RetrievalSettings(runtime="none", folder=str(tmp_path / "index")), place)
    await client.start()
    told = []
    report = await client.update([], told.append)
    assert (report.total, told[-1].total) == (1, 1)
    (hit,) = await client.search("tidy a region", limit=3, wait=True)
    assert hit.path == "helpers.py"
    assert client.warm
    await client.live("k", ["rain = stations.rain.sum()"])
    (hit,) = await client.search("rain", limit=3)
    assert (hit.path, hit.cell) == ("live notebook k", "In[1]")
    with pytest.raises(RetrievalError, match="not inside"):
        await client.update([tmp_path], told.append)
    await asyncio.to_thread(stop, place)
    assert await client.search("tidy", limit=3) is None
    assert not client.warm
    await client.close()
