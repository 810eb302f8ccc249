"""The embedded model's held-out requests as tasks. Knows the corpus generator's records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from .judges import SameAs
from .task import Step, Task

__all__ = ["read"]

SEED = 7


def read(most: int = 300, seed: int = SEED) -> Iterator[Task]:
    """At most `most` tasks; those whose reference leaves nothing to compare score as wrong for everyone."""
    from ...models.tiny.corpus.generate import namespace_from_seed, records
    from ...models.tiny.corpus.registry import SKILLS

    given = 0
    for record in records(seed, most, "heldout"):
        live = frozenset(namespace_from_seed(record))
        for place, example in enumerate(record["examples"]):
            if given == most:
                return
            given += 1
            judge = SameAs(example["code"], example["request"], live, variants=("",))
            step = Step(example["request"], example["code"])
            name = f"heldout/{record['seed']}-{place}"
            family = SKILLS[example["skill"]].family
            yield Task(name, family, (step,), judge, partial(namespace_from_seed, record))
