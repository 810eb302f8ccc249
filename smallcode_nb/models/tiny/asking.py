"""Corpus records as the embedded model reads them: exact column names in the requests, stand-ins for unknown words.

Code has run once under its first names. Each turn it is asked for under others, drawn anew and changed everywhere
alike, so that the model cannot learn names by heart and has to copy them.
Knows records and aliases. Does not know tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from smallcode_nb.agent.linking import linked
from smallcode_nb.models.tiny.aliases import Aliases, Lexicon, columns, name_words, pieces, variables

if TYPE_CHECKING:
    from smallcode_nb.models.tiny.packing import Example, Record

#: share of the known words of names that are changed as well
CHANGED = 0.5
_SHORTEST = 4


def asked(record: Record, lexicon: Lexicon, rng: Random, turn: int) -> Record:
    """The record with its requests of one turn, linked, under other names."""
    headers, tables = columns(record.namespace), variables(record.namespace)
    examples = [_linked(example, headers, tables, turn) for example in record.examples]
    aliases = _aliases(record.namespace, examples, lexicon, rng)
    namespace = aliases.hide_part("<|ns|>", record.namespace)
    return replace(record, namespace=namespace, examples=tuple(_hidden(example, aliases) for example in examples))


def _linked(example: Example, headers: list[str], tables: list[str], turn: int) -> Example:
    wording = example.asked(turn)
    return replace(example, request=wording if "def " in wording else linked(wording, headers, tables), others=())


def _aliases(namespace: str, examples: list[Example], lexicon: Lexicon, rng: Random) -> Aliases:
    prompt = f"<|ns|>{namespace}<|task|>" + "\n".join(example.request for example in examples)
    taken = {piece.lower() for text in (prompt, *(e.code for e in examples)) for piece in pieces(text)}
    names = list(dict.fromkeys(name_words(prompt)))
    unknown = [word for word in names if word not in lexicon.known]
    changed = [word for word in names if word in lexicon.known - lexicon.said and rng.random() < CHANGED]
    spare = [word for word in lexicon.spare if word not in taken and word + "s" not in taken]
    rng.shuffle(spare)
    there = dict(zip(unknown, spare, strict=False))
    others = _others(lexicon, taken.union(there.values()), rng)
    there.update(zip(changed, others, strict=False))
    return Aliases.made(there, prompt, lexicon.said)


def _others(lexicon: Lexicon, taken: set[str], rng: Random) -> Iterator[str]:
    """Known words in random order that are nothing else in this record."""
    words = sorted(lexicon.known - lexicon.said)
    rng.shuffle(words)
    for word in words:
        plain = word.isascii() and word.isalpha() and len(word) >= _SHORTEST and not word.endswith("s")
        if plain and word not in taken and word + "s" not in taken:
            yield word


def _hidden(example: Example, aliases: Aliases) -> Example:
    failure = example.failure
    if failure is not None:
        failure = replace(
            failure,
            draft=aliases.hide_part("<|draft|>", failure.draft),
            error=aliases.hide_part("<|error|>", failure.error),
        )
    request = aliases.hide_part("<|task|>", example.request)
    return replace(example, request=request, code=aliases.hide_part("<|code|>", example.code), failure=failure)
