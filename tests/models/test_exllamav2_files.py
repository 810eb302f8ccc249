import pytest

from smallcode_nb.errors import ModelError, ModelTooLarge
from smallcode_nb.models import LoadOptions
from smallcode_nb.models.exllamav2_files import (
    available,
    check_fit,
    choose_window,
    load_exllamav2,
    needed_bytes,
    rope_base,
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
    assert full - small == 2 * 2 * 2 * 16 * 512 * 12 // 8
    assert needed_bytes(tmp_path, CONFIG, 512, 16) > full > 1_000_001_000


def test_a_model_that_does_not_fit_is_refused_with_what_would(tmp_path, monkeypatch):
    (tmp_path / "model.safetensors").write_bytes(b"x" * 1000)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (900_000_000, 0))
    with pytest.raises(ModelTooLarge, match=r"1\.0 GB of GPU memory; 0\.9 GB.*qwen2\.5-coder-0\.5b-instruct"):
        check_fit(tmp_path, CONFIG, 256, 16)


def test_the_rotary_base_is_found_where_new_configurations_keep_it():
    assert rope_base({"rope_parameters": {"rope_theta": 1000000.0}}) == 1000000.0
    assert rope_base({"rope_theta": 5.0, "rope_parameters": {"rope_theta": 7.0}}) is None
    assert rope_base({}) is None
