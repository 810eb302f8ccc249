"""Every skill, drawn on real namespaces and run."""

from random import Random

import pytest

from smallcode_nb.models.tiny.corpus import skills
from smallcode_nb.models.tiny.corpus.draw import Draw
from smallcode_nb.models.tiny.corpus.execute import run
from smallcode_nb.models.tiny.corpus.helpers import modules
from smallcode_nb.models.tiny.corpus.namespaces import World, make_world
from smallcode_nb.models.tiny.corpus.registry import SKILLS, Skill, UnsuitableError

assert skills.__all__, "importing the package registers every skill"
WORLDS = [make_world(seed, "train") for seed in range(700)]


def drawn(skill: Skill, wanted: int) -> list[tuple[str, str, World]]:
    """Code and variant of the first tasks that the worlds are suited for."""
    found: list[tuple[str, str, World]] = []
    for seed, world in enumerate(WORLDS):
        try:
            task = skill.draw(Draw(Random(seed), world))
        except UnsuitableError:
            continue
        found.append((task.code, task.variant, world))
        if len(found) == wanted:
            break
    return found


@pytest.mark.parametrize("name", list(SKILLS))
def test_the_code_of_a_skill_runs_and_its_variant_can_be_asked_for(name: str) -> None:
    tasks = drawn(SKILLS[name], 3)
    assert tasks
    assert all(variant in SKILLS[name].templates for _, variant, _ in tasks)
    errors = [run(code, world.fresh(), modules(world.helpers)).error for code, _, world in tasks]
    assert "" in errors, errors
