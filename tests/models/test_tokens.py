import json
import shutil

import pytest

from smallcode_nb.errors import WeightsDamaged, WeightsMissing
from smallcode_nb.models.tokens import read_vocabulary


@pytest.fixture
def folder(tokenizer_file, tmp_path):
    shutil.copyfile(tokenizer_file, tmp_path / "tokenizer.json")
    return tmp_path


def test_control_tokens_are_single_ids_and_text_comes_back_unchanged(folder):
    vocabulary = read_vocabulary(folder)
    assert vocabulary.encode("<|task|><|code|>") == [4, 7]
    text = "naïve = df['Größe 価格'] 😀"
    assert vocabulary.decode(vocabulary.encode(text)) == text
    assert vocabulary.decode([4, *vocabulary.encode("x"), 7]) == "x"


def test_stop_tokens_are_collected_from_every_file(folder):
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": [2, 5]}))
    (folder / "config.json").write_text(json.dumps({"eos_token_id": 6}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"eos_token": {"content": "<|error|>"}}))
    assert read_vocabulary(folder, stop=("<|draft|>", "<|nosuch|>")).stop_ids == {2, 5, 6}


def test_a_beginning_token_is_only_added_where_the_model_wants_one(folder):
    assert read_vocabulary(folder).bos_id is None
    (folder / "tokenizer_config.json").write_text(json.dumps({"bos_token": "<|bos|>", "add_bos_token": True}))
    assert read_vocabulary(folder).bos_id == 1
    assert read_vocabulary(folder, bos="").bos_id is None


def test_a_missing_vocabulary_and_a_broken_one_are_told_apart(tmp_path):
    with pytest.raises(WeightsMissing, match=r"tokenizer\.json"):
        read_vocabulary(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{half")
    with pytest.raises(WeightsDamaged, match=r"tokenizer\.json"):
        read_vocabulary(tmp_path)
