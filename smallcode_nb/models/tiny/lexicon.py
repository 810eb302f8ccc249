"""Counts a corpus's words, so that it is known which of them the model can be trusted to copy.

    python -m smallcode_nb.models.tiny.lexicon --corpus DIR --tokenizer FILE --out words.txt

Knows what a corpus file holds. Does not know how aliases are used (aliases.py).
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smallcode_nb.models.tiny.aliases import name_words, pieces
from smallcode_nb.models.tiny.corpus import skills as _all_skills  # noqa: F401 - registers them
from smallcode_nb.models.tiny.corpus.registry import SKILLS
from smallcode_nb.models.tiny.corpus.words import words
from smallcode_nb.models.tiny.tokenizer import load_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FEWEST = 25
_LENGTHS = range(4, 10)
_MOST_TOKENS = 1
_LITERAL = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
#: methods, functions and parameters of code
_USED = re.compile(r"\.(\w+)|(\w+)(?=\()|(?<=[(,] )(\w+)(?==)|(?<=\()(\w+)(?==)")


def write_lexicon(corpus: Iterable[Path], tokenizer: Path, out: Path, fewest: int = FEWEST) -> Path:
    """Write the words that names have at least `fewest` times; see `aliases.read_lexicon` for the form."""
    seen: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for record in _records(corpus):
        seen.update(name_words(f"<|ns|>{record['namespace']}<|task|>"))
        for example in record["examples"]:
            used.update(piece.lower() for piece in _used(example["code"]))
            seen.update(name_words(f"<|task|>{example['request']}"))
    known = sorted(word for word, count in seen.items() if count >= fewest)
    said = {piece.lower() for text in _templates() for piece in pieces(text)}
    said |= {piece for piece, count in used.items() if count >= fewest} | set(keyword.kwlist)
    usable = [word for word in words("train") if seen[word] >= fewest and word not in said and word + "s" not in said]
    spare = set(_spare(usable, load_tokenizer(tokenizer)))
    lines = [f"+{word}" if word in spare else word for word in known]
    lines += [f"-{word}" for word in sorted(said)]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return out


def _records(corpus: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in corpus:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def _used(code: str) -> Iterator[str]:
    plain = _LITERAL.sub("''", code)
    return (piece for found in _USED.finditer(plain) for piece in pieces(found[found.lastindex or 0]))


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
    parser.add_argument("--fewest", type=int, default=FEWEST, help="times a word must be seen (default: %(default)s)")
    options = parser.parse_args()
    print(write_lexicon(sorted(options.corpus.glob("train*.jsonl")), options.tokenizer, options.out, options.fewest))


if __name__ == "__main__":
    main()
