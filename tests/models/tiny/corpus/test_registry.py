"""The registry of skills, and fairness of what it holds out."""

import re

import pytest

from smallcode_nb.models.tiny.corpus import skills
from smallcode_nb.models.tiny.corpus.registry import SKILLS, Task, skill

NAMED = [(name, variant) for name, s in SKILLS.items() for variant in s.templates]


def words_of(template: str) -> set[str]:
    return set(re.findall(r"[a-z]+", re.sub(r"\{\w+\}", " ", template.lower())))


def test_there_are_many_skills_over_all_libraries() -> None:
    assert len(skills.__all__) > 10
    assert len(SKILLS) > 200
    assert {"group", "filter", "plots", "numpy", "functions", "join", "steps", "live"} <= {
        s.family for s in SKILLS.values()
    }


@pytest.mark.parametrize(("name", "variant"), NAMED, ids=str)
def test_every_skill_can_be_asked_in_training_and_differently_when_held_out(name: str, variant: str) -> None:
    train, heldout = (set(SKILLS[name].phrases(variant, heldout=h)) for h in (False, True))
    assert train
    assert heldout
    assert not train & heldout


def test_heldout_templates_are_new_sentences_of_mostly_known_words() -> None:
    known: set[str] = set()
    new: set[str] = set()
    for one in SKILLS.values():
        for variant in one.templates:
            known |= {w for t in one.phrases(variant, heldout=False) for w in words_of(t)}
            new |= {w for t in one.phrases(variant, heldout=True) for w in words_of(t)}
    assert len(new - known) / len(new) < 0.12


def test_two_skills_of_one_name_are_our_mistake_and_raise() -> None:
    def group_aggregate(d: object) -> Task:
        raise NotImplementedError

    with pytest.raises(ValueError, match="group_aggregate"):
        skill("group", 1)(group_aggregate)
