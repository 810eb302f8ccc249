import json

import pytest

from smallcode_nb.errors import ModelError, ModelTooLarge, UnknownOption, WeightsMissing
from smallcode_nb.models import LoadOptions
from smallcode_nb.models.exllamav2_files import (
    available,
    check_architecture,
    check_fit,
    check_options,
    choose_window,
    draft_bytes,
    load_exllamav2,
    needed_bytes,
)

torch = pytest.importorskip("torch")
CONFIG = {"num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_size": 64}


@pytest.mark.skipif(available(), reason="this machine can run it")
def test_without_a_gpu_or_the_library_the_reason_is_given(tmp_path):
    with pytest.raises(ModelError, match=r"not installed|NVIDIA GPU"):
        load_exllamav2(tmp_path, LoadOptions())


def test_the_window_is_moderate_and_whole_pages():
    assert choose_window({"max_position_embeddings": 32768}, LoadOptions()) == 8192
    assert choose_window({"max_position_embeddings": 4096}, LoadOptions(context=5000)) == 4096
    assert choose_window({"max_position_embeddings": 4096}, LoadOptions(context=1000)) == 768
    assert choose_window({}, LoadOptions(context=10)) == 256


def test_the_estimate_counts_weights_cache_and_room(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"x" * 1000)
    full, small = (needed_bytes(tmp_path, CONFIG, 256, bits) for bits in (16, 4))
    entries, tokens = 2 * 2 * 2 * 16, 3 * 256
    assert full - small == tokens * (entries * 2 - (entries // 2 + entries // 16)), "4 bits and a scale for each 32"
    assert needed_bytes(tmp_path, CONFIG, 512, 16) > full > 1_000_001_000


def test_a_model_that_does_not_fit_is_refused_with_what_would(tmp_path, monkeypatch):
    (tmp_path / "model.safetensors").write_bytes(b"x" * 1000)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (900_000_000, 0))
    with pytest.raises(ModelTooLarge, match=r"1\.0 GB of GPU memory; 0\.9 GB.*qwen2\.5-coder-0\.5b-instruct"):
        check_fit(tmp_path, needed_bytes(tmp_path, CONFIG, 256, 16))


def test_a_network_it_would_take_for_a_llama_is_refused(tmp_path):
    with pytest.raises(ModelError, match="StableLmForCausalLM") as refused:
        check_architecture(tmp_path, {"architectures": ["StableLmForCausalLM"]})
    assert "transformers" in refused.value.remedy
    check_architecture(tmp_path, {"architectures": ["Qwen2ForCausalLM"]})


def test_a_cache_or_draft_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnknownOption, match="5 bits"):
        check_options(LoadOptions(cache_bits=5))
    with pytest.raises(WeightsMissing, match="no draft model"):
        check_options(LoadOptions(draft=str(tmp_path)))
    check_options(LoadOptions(cache_bits=6, draft="ngram"))


def test_a_draft_model_counts_and_must_share_the_vocabulary(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"x" * 500)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG | {"vocab_size": 100}))
    options = LoadOptions(draft=str(tmp_path))
    assert draft_bytes(LoadOptions(draft="ngram"), CONFIG, 256) == 0
    assert draft_bytes(options, CONFIG | {"vocab_size": 100}, 256) == 500 + 768 * 2 * 2 * 2 * 16 * 2
    with pytest.raises(ModelError, match="100 tokens, not 200"):
        draft_bytes(options, CONFIG | {"vocab_size": 200}, 256)
