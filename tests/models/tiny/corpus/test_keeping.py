"""Requests that also want the value kept under a name."""

from random import Random

from smallcode_nb.models.tiny.corpus.execute import run
from smallcode_nb.models.tiny.corpus.keeping import asked_to_keep, kept
from smallcode_nb.models.tiny.corpus.namespaces import World
from smallcode_nb.models.tiny.corpus.phrasing import Segment
from smallcode_nb.models.tiny.corpus.registry import Task

WORLD = World("train")


def test_a_kept_value_is_bound_and_still_shown() -> None:
    tasks = [kept(Random(seed), WORLD, Task("1 + 2", {})) for seed in range(200)]
    wanted = [task for task in tasks if task.kept]
    assert 0 < len(wanted) < 60
    for task in wanted:
        names: dict[str, object] = {}
        assert run(task.code, names).value == names[task.kept] == 3


def test_code_of_several_lines_is_left_as_it_is() -> None:
    task = Task("a = 1\na", {})
    assert all(kept(Random(seed), WORLD, task) is task for seed in range(100))


def test_the_name_is_asked_for_beside_the_request_and_a_question_stays_one() -> None:
    for seed in range(80):
        plain = "".join(s.text for s in asked_to_keep(Random(seed), "train", [Segment("mean of a")], "best"))
        asked = "".join(s.text for s in asked_to_keep(Random(seed), "heldout", [Segment("how many?")], "best"))
        assert "best" in plain
        assert "mean of a" in plain
        assert asked.startswith("how many? ")
