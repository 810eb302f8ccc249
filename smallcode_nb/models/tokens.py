"""Text ↔ token ids with a model's own vocabulary, in our code, so that every backend sees the same ids.

Knows: `tokenizer.json`, beginning-of-sequence, stop tokens. Does not know: chat templates, models.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from smallcode_nb.errors import WeightsDamaged, WeightsMissing

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class Vocabulary(Protocol):
    """What a local model needs of a tokenizer."""

    @property
    def stop_ids(self) -> frozenset[int]:
        """Tokens that end a sample."""
        ...

    @property
    def bos_id(self) -> int | None:
        """Token that plain text begins with, if the model wants one."""
        ...

    @property
    def specials(self) -> tuple[str, ...]:
        """Written forms of the control tokens."""
        ...

    def encode(self, text: str) -> list[int]:
        """Ids of `text`; written control tokens become single ids, nothing is added."""
        ...

    def decode(self, ids: Sequence[int]) -> str:
        """Text of `ids` without control tokens."""
        ...


@dataclass(frozen=True)
class FileVocabulary:
    """A `tokenizer.json` as a `Vocabulary`."""

    tokenizer: Tokenizer
    stop_ids: frozenset[int]
    bos_id: int | None
    specials: tuple[str, ...]

    def encode(self, text: str) -> list[int]:
        """As in `Vocabulary`."""
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """As in `Vocabulary`."""
        text: str = self.tokenizer.decode(list(ids), skip_special_tokens=True)
        return text


def read_vocabulary(folder: Path, *, stop: tuple[str, ...] = (), bos: str | None = None) -> FileVocabulary:
    """The vocabulary of a model directory.

    `stop` names further stop tokens; `bos` forces a beginning token ("" for none), None asks the files.
    Raises WeightsMissing, WeightsDamaged.
    """
    tokenizer = _open(folder / "tokenizer.json")
    settings = read_json(folder / "tokenizer_config.json")
    generation = read_json(folder / "generation_config.json")
    config = read_json(folder / "config.json")
    words = [*stop, token_text(settings.get("eos_token"))]
    found: set[int | None] = {tokenizer.token_to_id(word) for word in words if word}
    found |= _listed(generation.get("eos_token_id")) | _listed(config.get("eos_token_id"))
    specials = tuple(token.content for token in tokenizer.get_added_tokens_decoder().values() if token.special)
    return FileVocabulary(
        tokenizer, frozenset(token for token in found if token is not None), _bos(tokenizer, settings, bos), specials
    )


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file, empty when there is no such file. Raises WeightsDamaged."""
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsDamaged(f"{path} cannot be read: {error}.", "Copy or download the model again.") from error
    return data if isinstance(data, dict) else {}


def token_text(entry: object) -> str:
    """The written form of a token as tokenizer_config.json gives it: a string or an object with `content`."""
    if isinstance(entry, dict):
        entry = entry.get("content")
    return entry if isinstance(entry, str) else ""


def _open(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    if not path.is_file():
        raise WeightsMissing(f"There is no {path.name} in {path.parent}.", "Copy the model's tokenizer.json there.")
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:
        raise WeightsDamaged(f"{path} cannot be read: {error}.", "Copy or download the model again.") from error


def _listed(value: object) -> set[int | None]:
    values = value if isinstance(value, list) else [value]
    return {item for item in values if isinstance(item, int)}


def _bos(tokenizer: Tokenizer, settings: dict[str, Any], forced: str | None) -> int | None:
    if forced is not None:
        token: int | None = tokenizer.token_to_id(forced) if forced else None
        return token
    begin: int | None = tokenizer.token_to_id(token_text(settings.get("bos_token")))
    if "add_bos_token" in settings:
        return begin if settings["add_bos_token"] else None
    added: list[int] = tokenizer.encode("").ids
    return begin if begin is not None and added[:1] == [begin] else None
