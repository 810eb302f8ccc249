"""A retriever of the user's own."""

import sys

import pytest

from smallcode_nb.agent.types import Snippet
from smallcode_nb.errors import RetrievalError, UnknownOption
from smallcode_nb.notebook import retrievers
from smallcode_nb.notebook.retrievers import load_retriever


class Good:
    def __init__(self, folder):
        self.folder = folder

    async def search(self, query, *, limit, exclude=""):
        return [Snippet(query, str(self.folder))] * 9


class Failing(Good):
    async def search(self, query, *, limit, exclude=""):
        raise KeyError("no such index")


class Odd(Good):
    async def search(self, query, *, limit, exclude=""):
        return ["text"]


class NoSearch:
    def __init__(self, folder):
        pass


def refuse_to_start(folder):
    raise OSError("no network")


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.setitem(sys.modules, "mylab", sys.modules[__name__])


async def test_module_and_factory_give_a_retriever_of_the_notebooks_folder(tmp_path):
    found = await load_retriever("mylab:Good", tmp_path).search("q", limit=3)
    assert found == (Snippet("q", str(tmp_path)),) * 3


async def test_an_installed_one_is_found_by_its_name(tmp_path, monkeypatch):
    class Entry:
        name = "lab"

        def load(self):
            return Good

    monkeypatch.setattr(retrievers, "entry_points", lambda group: [Entry()] if group == retrievers.GROUP else [])
    assert await load_retriever("lab", tmp_path).search("q", limit=1)
    with pytest.raises(UnknownOption, match="auto, none, lab, or module:factory"):
        load_retriever("other", tmp_path)


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("no_such_module:x", UnknownOption, "cannot be imported"),
        ("mylab:nothing", UnknownOption, "cannot be imported"),
        ("mylab:__name__", UnknownOption, "is no function"),
        ("mylab:NoSearch", UnknownOption, "no `async def search`"),
        ("mylab:refuse_to_start", RetrievalError, "no network"),
    ],
)
def test_what_is_wrong_with_one_is_said_before_the_request_goes_on(tmp_path, name, kind, told):
    with pytest.raises(kind, match=told):
        load_retriever(name, tmp_path)


@pytest.mark.parametrize(("name", "told"), [("mylab:Failing", "no such index"), ("mylab:Odd", "something else")])
async def test_a_failing_search_is_a_retrieval_error_which_a_request_survives(tmp_path, name, told):
    with pytest.raises(RetrievalError, match=told):
        await load_retriever(name, tmp_path).search("q", limit=3)
