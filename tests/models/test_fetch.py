import pytest

from smallcode_nb.errors import ModelError, UnknownModel, UnknownOption
from smallcode_nb.models.fetch import fetch, plan_download


def test_a_preset_is_fetched_in_the_form_that_runs_here():
    download = plan_download("Qwen2.5-Coder-1.5B-Instruct")
    assert download.repository.endswith("GGUF")
    assert download.patterns[0].endswith(".gguf")
    assert plan_download("stable-code-3b").patterns[0] == "*.safetensors"


def test_any_repository_can_be_fetched_by_its_id():
    assert plan_download("org/some-model").repository == "org/some-model"


@pytest.mark.parametrize(
    ("name", "form", "error"),
    [
        ("nothing", "", UnknownModel),
        ("smallcode-tiny", "", UnknownOption),
        ("codellama-7b-instruct", "exl3", UnknownOption),
    ],
)
def test_what_cannot_be_fetched_is_said_before_anything_is_sent(name, form, error):
    with pytest.raises(error):
        plan_download(name, form)


def test_without_a_hub_it_says_where_the_files_belong(monkeypatch, tmp_path):
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    with pytest.raises(ModelError) as refused:
        fetch(plan_download("org/some-model"))
    assert "copy the folder models--org--some-model" in refused.value.remedy
    assert str(tmp_path) in refused.value.remedy
