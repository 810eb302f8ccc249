import pytest

from smallcode_nb.agent.types import PromptStyle
from smallcode_nb.models.presets import presets, repair_rounds

BACKENDS = {"openvino", "transformers", "exllamav2", "openai"}


def test_every_model_the_project_serves_is_known():
    names = set(presets())
    sizes = {f"qwen2.5-coder-{size}-instruct" for size in ("0.5b", "1.5b", "3b", "7b")}
    others = {"codellama-7b-instruct", "deepseek-coder-6.7b-instruct", "phi-3-mini-4k-instruct", "stable-code-3b"}
    assert names == sizes | others | {"smallcode-tiny"}


@pytest.mark.parametrize("preset", presets().values(), ids=presets())
def test_a_preset_says_all_the_loop_and_the_loader_need(preset):
    assert set(preset.backends) <= BACKENDS
    assert preset.stop
    assert preset.context >= 1024
    assert preset.shape.width % preset.shape.heads == 0
    assert preset.style is PromptStyle.TINY or (preset.sources.safetensors and preset.sources.ollama)
    assert bool(preset.sources.gguf) == bool(preset.sources.gguf_file)


def test_no_backend_is_offered_an_architecture_it_lacks():
    by_name = presets()
    assert "exllamav2" not in by_name["stable-code-3b"].backends
    assert all(p.architecture in ("llama", "qwen2") for p in by_name.values() if "openvino" in p.backends)


def test_repair_pays_from_1b_and_more_from_7b():
    assert [repair_rounds(size) for size in (0.005, 0.5, 1.5, 3.0, 6.7, 7.6)] == [0, 0, 1, 1, 2, 2]


def test_a_card_never_promises_more_than_the_window():
    preset = presets()["phi-3-mini-4k-instruct"]
    assert preset.card("openai").context == 4096
    assert preset.card("openai", context=1024).context == 1024
    assert preset.card("openai", context=99999).context == 4096
