"""Which words a corpus teaches."""

import json
from pathlib import Path

from smallcode_nb.models.tiny.aliases import read_lexicon
from smallcode_nb.models.tiny.lexicon import FEWEST, write_lexicon
from smallcode_nb.models.tiny.tokenizer import train_tokenizer


def test_words_seen_often_are_known_and_only_plain_names_may_stand_in(tmp_path: Path) -> None:
    example = {"request": "mean soap", "others": [], "code": 'df["soap"].mean()'}
    line = json.dumps({"namespace": 'df: "soap" float; "rare" int', "examples": [example]})
    common, rare = tmp_path / "train-0.jsonl", tmp_path / "train-1.jsonl"
    common.write_text((line.replace("rare", "soap") + "\n") * FEWEST, encoding="utf-8")
    rare.write_text(line + "\n", encoding="utf-8")
    train_tokenizer(["soap mean df"] * 50, 300).save(str(tmp_path / "tokenizer.json"))
    lexicon = read_lexicon(write_lexicon([common, rare], tmp_path / "tokenizer.json", tmp_path / "words.txt"))
    assert lexicon.known == {"soap"}, "df is too short a word, mean is none of a name"
    assert {"mean", "rows"} <= lexicon.said
    assert lexicon.spare == ("soap",), "mean is a word of requests and of pandas"
