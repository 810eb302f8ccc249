"""What of the user's own code a request is shown, from an indexed project to the next cell."""

import asyncio
import importlib.util
import sys
import time
from dataclasses import replace

import pytest
from support import ScriptedModel, scripted

from smallcode_nb.agent.types import Chunk, PromptStyle
from smallcode_nb.kernels.sandbox.tiers import strongest
from smallcode_nb.notebook import recall as module
from smallcode_nb.notebook.extension import load
from smallcode_nb.notebook.recall import ProjectRetriever
from smallcode_nb.notebook.wiring import default_wiring
from smallcode_nb.retrieval.api import index_project

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("haystack", "pathspec")), reason="needs the retrieval extra"
)
HELPERS = '''"""Helpers of the lab."""


def squash_readings(values, midpoint=0):
    """Squash station readings into 0..1."""
    return [1 if value > midpoint else 0 for value in values]
'''
ASKED = "squash the readings with 3 as the midpoint"
RIGHT = "from labhelpers import squash_readings\n\nsquash_readings(readings, midpoint=3)"


class Reader(ScriptedModel):
    """Writes the import when its prompt tells of the helper, and otherwise calls what it does not have."""

    def __init__(self, style=PromptStyle.TINY):
        super().__init__("squash_readings(readings, midpoint=3)")
        self.card = replace(self.card, style=style)
        self.seen = []

    async def sample(self, prompts, samplings):
        for index, prompt in enumerate(prompts):
            text = prompt.messages[-1].content
            self.seen.append(text)
            code = RIGHT if "from labhelpers" in text else self._replies[0]
            yield Chunk(index, code, finish="stop", tokens=9, logprob=-1.0)


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    (folder / "labhelpers.py").write_text(HELPERS)
    (folder / "notes.md").write_text("# Lab\n\nReadings are squashed before the model sees them.\n")
    monkeypatch.setenv("SMALLCODE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    monkeypatch.chdir(folder)
    yield folder
    sys.modules.pop("labhelpers", None)


@pytest.fixture
def indexed(project):
    from smallcode_nb.retrieval.api import RetrievalSettings

    index_project(project, settings=RetrievalSettings(runtime="none"))
    return project


def ready(shell, model, wiring=None):
    wiring = replace(wiring or default_wiring(), load_model=lambda spec: model)
    session = load(shell, wiring)
    session.settings.embeddings = "none"
    session.settings.recall_s = 30.0
    shell.user_ns["readings"] = [1, 5, 9]
    return session


def ask(shell, model, **more):
    session = ready(shell, model, **more)
    shell.run_cell(f"%%smallcode {ASKED}", store_history=True)
    return session.last


@pytest.mark.skipif(sys.platform != "linux", reason="confined kernels are for Linux")
@pytest.mark.parametrize("style", [PromptStyle.TINY, PromptStyle.CHAT])
def test_a_helper_of_the_project_makes_a_request_succeed_in_confined_kernels(shell, indexed, style):
    outcome = ask(shell, Reader(style))
    assert outcome.chosen.passed
    assert outcome.chosen.candidate.code == RIGHT
    assert "labhelpers.py" in outcome.evidence.snippets
    assert outcome.evidence.tier == strongest()
    shell.run_cell(shell.handed[0][0])
    assert shell.user_ns["_"] == [0, 1, 1]
    shell.run_cell("%smallcode context")
    assert "labhelpers.py" in shell.text
    assert "lexical" in shell.text


def test_the_same_request_fails_where_nothing_was_indexed(shell, project):
    outcome = ask(shell, Reader(), wiring=scripted(""))
    assert outcome.chosen is None
    assert outcome.evidence.snippets == ()
    assert not (project.parent / "cache").exists()


def test_the_embedded_model_is_told_of_it_in_one_line(shell, indexed):
    model = Reader()
    ask(shell, model, wiring=scripted(""))
    told = "\nfrom labhelpers: squash_readings(values, midpoint=0) Squash station readings into 0..1.<|task|>"
    assert len(model.seen) == 3, "the third goes without, and agrees once the import that it forgot is added"
    assert [place for place, text in enumerate(model.seen) if told not in text] == [2]


def test_whether_anything_would_be_looked_up_is_known_without_looking(shell, indexed):
    session = ready(shell, Reader(), wiring=scripted(""))
    assert session.recall.possible
    session.settings.retriever = "none"
    assert not session.recall.possible


def test_a_project_without_an_index_has_nothing_to_look_up(shell, project):
    assert not ready(shell, Reader(), wiring=scripted("")).recall.possible


def test_nothing_is_looked_up_when_the_setting_says_none(shell, indexed):
    model = Reader()
    session = ready(shell, model, wiring=scripted(""))
    session.settings.retriever = "none"
    shell.run_cell(f"%%smallcode {ASKED}")
    assert not any("labhelpers" in text for text in model.seen)


def test_an_unknown_retriever_is_named_with_those_there_are(shell, project):
    session = ready(shell, Reader(), wiring=scripted(""))
    session.settings.retriever = "elastic"
    shell.run_cell(f"%%smallcode {ASKED}")
    assert "There is no retriever 'elastic'." in shell.text
    assert "auto, none" in shell.text


def test_a_retriever_of_the_users_own_is_asked(shell, project, monkeypatch):
    (project / "ownretriever.py").write_text(
        "from smallcode_nb.agent.types import Snippet\n"
        "class Own:\n"
        "    def __init__(self, folder): self.folder = folder\n"
        "    async def search(self, query, *, limit, exclude=''):\n"
        "        return (Snippet(self.folder.joinpath('labhelpers.py').read_text(), 'labhelpers.py'),)\n"
    )
    session = ready(shell, Reader(), wiring=scripted(""))
    session.settings.retriever = "ownretriever:Own"
    shell.run_cell(f"%%smallcode {ASKED}")
    assert session.last.evidence.snippets == ("labhelpers.py",)
    sys.modules.pop("ownretriever")


def test_a_slow_retriever_costs_no_more_than_its_time_and_a_note(shell, project):
    (project / "slowretriever.py").write_text(
        "import asyncio\n"
        "class Slow:\n"
        "    def __init__(self, folder): pass\n"
        "    async def search(self, query, *, limit, exclude=''):\n"
        "        await asyncio.sleep(600)\n"
    )
    session = ready(shell, Reader(), wiring=scripted("total = 1"))
    session.settings.retriever, session.settings.recall_s = "slowretriever:Slow", 0.05
    shell.run_cell(f"%%smallcode {ASKED}")
    assert "Nothing was retrieved: The retriever did not answer within 50 ms." in session.last.evidence.notes
    sys.modules.pop("slowretriever")


# --- the index in the engine --------------------------------------------------------------------


class Engine:
    """What an `IndexClient` offers, without an engine."""

    def __init__(self):
        self.warm = False
        self.started = 0
        self.told = []
        self.hits = None
        self.hangs = False

    async def start(self):
        self.started += 1
        self.warm = True

    async def search(self, query, **more):
        if self.hangs:
            await asyncio.sleep(600)
        return self.hits

    async def live(self, session, sources):
        self.told.append(sources)

    async def close(self):
        pass


@pytest.fixture
def engine(monkeypatch):
    made = Engine()
    monkeypatch.setattr(module.Recall, "_client", lambda self, root, chosen: made)
    return made


def until(true, seconds=20.0):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    assert true()


def test_the_engine_is_told_to_load_the_index_only_after_the_first_request_was_answered(shell, indexed, engine):
    session = ready(shell, Reader(), wiring=scripted(""))
    assert engine.started == 0
    shell.run_cell(f"%%smallcode {ASKED}")
    assert session.last.evidence.snippets or session.last.prompts
    until(lambda: engine.started == 1)
    shell.run_cell(f"%%smallcode {ASKED}")
    assert engine.started == 1


def test_without_an_index_no_engine_is_asked_for(shell, project, engine):
    ask(shell, Reader(), wiring=scripted(""))
    assert engine.started == 0


def test_cells_that_ran_are_told_to_the_index_once_it_is_loaded_and_requests_are_not(shell, indexed, engine):
    ask(shell, Reader(), wiring=scripted(""))
    until(lambda: engine.warm)
    shell.run_cell("rain = 3", store_history=True)
    shell.run_cell("snow = 4", store_history=True)
    until(lambda: engine.told)
    until(lambda: engine.told[-1][-1] == "snow = 4")
    assert engine.told[-1] == ("", "rain = 3", "snow = 4")


def test_a_closed_session_listens_no_more(shell, indexed, engine):
    session = ready(shell, Reader(), wiring=scripted(""))
    shell.run_cell(f"%%smallcode {ASKED}")
    assert session.recall.cell_ran in shell.events.callbacks["post_run_cell"]
    session.close()
    assert session.recall.cell_ran not in shell.events.callbacks["post_run_cell"]


async def test_an_engine_that_hangs_does_not_keep_the_words_from_being_found(indexed, engine):
    engine.hangs = True
    retriever = ProjectRetriever(indexed, _file(indexed), engine, 2.0)
    (best, *_) = await retriever.search("squash readings", limit=3)
    assert best.path == "labhelpers.py"
    retriever.close()


async def test_what_the_engine_finds_is_taken_and_its_paths_are_those_of_imports(indexed, engine):
    from smallcode_nb.agent.types import Snippet

    engine.hits = (Snippet(HELPERS, "labhelpers.py", kind="definition"), Snippet("x = 1", "a.ipynb"))
    retriever = ProjectRetriever(indexed, _file(indexed), engine, 2.0)
    assert [s.path for s in await retriever.search("q", limit=3)] == ["labhelpers.py", "a.ipynb"]
    assert [s.path for s in await retriever.search("q", limit=3, only="functions")] == ["labhelpers.py"]
    retriever.close()


def _file(project):
    (file,) = (project.parent / "cache").rglob("words.db")
    return file
