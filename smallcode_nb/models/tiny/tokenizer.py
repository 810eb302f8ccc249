"""The embedded model's tokenizer and the one way its prompts become token ids.

Knows: the marker tokens, how text is cut before byte-pair merging, how a prompt is laid out.
Does not know: what the corpus contains, which network reads the ids.

Names are cut so that copying is a token-for-token affair: quotes, digits, underscores and the spaces between
words are always pieces of their own, so `total_cost`, `total cost` and `"total cost"` share the tokens of
their words wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

VOCABULARY_SIZE = 2048
_WORDS = r"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|[\p{L}\p{M}]+"
_OPERATORS = r" ?[^\s\p{L}\p{M}\d\"'`_]+ ?"
PIECES = rf"\d|[\"'`_]|\n *|{_WORDS}|{_OPERATORS}| |\s+"


class Marker(IntEnum):
    """The special tokens, by id."""

    PAD = 0
    BOS = 1
    END = 2
    NS = 3
    TASK = 4
    DRAFT = 5
    ERROR = 6
    CODE = 7

    @property
    def text(self) -> str:
        """The marker as it is written in a prompt."""
        return f"<|{self.name.lower()}|>"


@dataclass(frozen=True)
class Failure:
    """A draft that did not run and the error it gave."""

    draft: str
    error: str


def train_tokenizer(texts: Iterable[str], vocabulary_size: int = VOCABULARY_SIZE) -> Tokenizer:
    """Learn the byte-pair merges from `texts`; the markers take ids 0 to 7."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size,
        special_tokens=[marker.text for marker in Marker],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.encode_special_tokens = True
    return tokenizer


def load_tokenizer(path: Path) -> Tokenizer:
    """Read `tokenizer.json`; marker-like words in a user's text stay plain text."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    return tokenizer


def encode_namespace(tokenizer: Tokenizer, namespace: str) -> list[int]:
    """Ids of the part that all requests on one namespace share."""
    return [Marker.BOS, Marker.NS, *tokenizer.encode(namespace).ids]


def encode_task(tokenizer: Tokenizer, request: str, failure: Failure | None = None) -> list[int]:
    """Ids from the task marker up to and with the code marker."""
    ids = [Marker.TASK, *tokenizer.encode(request).ids]
    if failure is not None:
        ids += [Marker.DRAFT, *tokenizer.encode(failure.draft).ids]
        ids += [Marker.ERROR, *tokenizer.encode(failure.error).ids]
    return [*ids, Marker.CODE]


def encode_prompt(tokenizer: Tokenizer, namespace: str, request: str, failure: Failure | None = None) -> list[int]:
    """Ids of a whole prompt, beginning-of-sequence included."""
    return encode_namespace(tokenizer, namespace) + encode_task(tokenizer, request, failure)


def decode(tokenizer: Tokenizer, ids: list[int]) -> str:
    """Text of generated ids, up to the end marker."""
    stop = ids.index(Marker.END) if Marker.END in ids else len(ids)
    return tokenizer.decode(ids[:stop])
