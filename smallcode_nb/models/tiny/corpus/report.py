"""A table of what the grammar makes: how often each skill is drawn, kept, and in how many words.

Knows counting. Does not know how examples are made (generate.py).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

from smallcode_nb.models.tiny.corpus.generate import Record, make_record, seeds_of
from smallcode_nb.models.tiny.corpus.registry import SKILLS
from smallcode_nb.models.tiny.corpus.words import Split

CHARACTERS_PER_TOKEN = 3


def report(seed: int, schemas: int, split: Split) -> str:
    """Lines per skill and a summary, measured on freshly made records."""
    tried: Counter[str] = Counter()
    start = time.perf_counter()
    made = [make_record(s, split, tried) for s in seeds_of(seed, schemas)]
    return "\n".join((*_skills(made, tried), *_summary(made, time.perf_counter() - start)))


def _skills(made: list[Record], tried: Counter[str]) -> Iterator[str]:
    kept = Counter(e["skill"] for r in made for e in r["examples"])
    for name, skill in sorted(SKILLS.items(), key=lambda item: (item[1].family, item[0])):
        templates = len({t for group in skill.templates.values() for t in group})
        share = kept[name] / tried[name] if tried[name] else 0.0
        part = kept[name] / kept.total()
        yield f"{skill.family:10} {name:26} templates {templates:3d}  kept {share:6.1%}  of all {part:6.2%}"


def _summary(made: list[Record], seconds: float) -> Iterator[str]:
    examples = [e for r in made for e in r["examples"]]
    count = len(examples)
    own = sum(len(e["request"]) + len(e["code"]) for e in examples) / count / CHARACTERS_PER_TOKEN
    namespace = sum(len(r["namespace"]) for r in made) / len(made) / CHARACTERS_PER_TOKEN
    templates = sum(len(group) for skill in SKILLS.values() for group in skill.templates.values())
    repairs = sum(e["draft"] is not None for e in examples) / count
    yield f"{len(SKILLS)} skills, {templates} templates, {count} examples, {count / seconds:.0f} examples/s"
    yield f"about {own:.0f} tokens of request and code, {namespace:.0f} of namespace per record (characters / 3)"
    yield f"repairs {repairs:.1%}"
