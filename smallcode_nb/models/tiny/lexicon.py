"""Counts a corpus's words, so that it is known which of them the model can be trusted to copy.

    python -m smallcode_nb.models.tiny.lexicon --corpus DIR --tokenizer FILE --out words.txt

Knows what a corpus file holds. Does not know how aliases are used (aliases.py).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from smallcode_nb.models.tiny.aliases import pieces
from smallcode_nb.models.tiny.corpus import skills as _all_skills  # noqa: F401 - registers them
from smallcode_nb.models.tiny.corpus.registry import SKILLS
from smallcode_nb.models.tiny.corpus.words import words
from smallcode_nb.models.tiny.tokenizer import load_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FEWEST = 25
_LENGTHS = range(4, 10)
_MOST_TOKENS = 1
_METHOD = re.compile(r"\.(\w+)")


def write_lexicon(corpus: Iterable[Path], tokenizer: Path, out: Path) -> Path:
    """Write the words seen at least `FEWEST` times; see `aliases.read_lexicon` for the form."""
    seen: Counter[str] = Counter()
    methods: set[str] = set()
    for text in _texts(corpus):
        seen.update(piece.lower() for piece in pieces(text))
        methods.update(_METHOD.findall(text))
    known = sorted(word for word, count in seen.items() if count >= FEWEST)
    said = {piece.lower() for text in (*_templates(), *methods) for piece in pieces(text)}
    usable = [word for word in words("train") if seen[word] >= FEWEST and word not in said and word + "s" not in said]
    spare = set(_spare(usable, load_tokenizer(tokenizer)))
    out.write_text("\n".join(f"+{w}" if w in spare else w for w in known) + "\n", encoding="utf-8")
    return out


def _texts(corpus: Iterable[Path]) -> Iterator[str]:
    for path in corpus:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield record["namespace"]
            for example in record["examples"]:
                yield "\n".join((example["request"], *example["others"], example["code"]))


def _templates() -> Iterator[str]:
    """What requests are made of besides names: a stand-in must be none of it, nor a word of pandas."""
    for skill in SKILLS.values():
        for group in skill.templates.values():
            yield from group


def _spare(usable: Iterable[str], tokenizer: Tokenizer) -> Iterator[str]:
    for word in usable:
        plain = word.isascii() and len(word) in _LENGTHS and not word.endswith("s")
        if plain and len(tokenizer.encode(word).ids) <= _MOST_TOKENS:
            yield word


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Count the words of a corpus.")
    parser.add_argument("--corpus", type=Path, required=True, help="folder with train*.jsonl")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    print(write_lexicon(sorted(options.corpus.glob("train*.jsonl")), options.tokenizer, options.out))


if __name__ == "__main__":
    main()
