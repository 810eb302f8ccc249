import pytest

from smallcode_nb.errors import ModelError
from smallcode_nb.models.exllamav2_opening import cache_tokens, rotary_settings


def test_the_rotary_base_is_found_where_new_configurations_keep_it():
    assert rotary_settings({"rope_parameters": {"rope_theta": 1000000.0}}) == {"rotary_embedding_base": 1000000.0}
    assert rotary_settings({"rope_theta": 5.0, "rope_parameters": {"rope_theta": 7.0}}) == {}
    assert rotary_settings({}) == {}


def test_scaled_positions_are_passed_on():
    told = {"rope_theta": 1e5, "rope_type": "linear", "factor": 4.0}
    assert rotary_settings({"rope_parameters": told}) == {"rotary_embedding_base": 1e5, "scale_pos_emb": 4.0}
    llama = {
        "rope_theta": 5e5,
        "rope_type": "llama3",
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    }
    assert rotary_settings({"rope_parameters": llama})["l3_rope_factor"] == 8.0
    assert rotary_settings({"rope_parameters": {"partial_rotary_factor": 0.5}}) == {"partial_rotary_factor": 0.5}


def test_a_scaling_the_library_cannot_be_told_is_refused_and_not_ignored():
    with pytest.raises(ModelError, match="longrope") as refused:
        rotary_settings({"rope_parameters": {"rope_theta": 1e4, "rope_type": "longrope"}})
    assert "transformers" in refused.value.remedy


def test_the_cache_is_whole_pages_and_holds_more_than_a_window():
    assert cache_tokens(1024) % 256 == 0
    assert cache_tokens(1024) >= 2048 + 256
