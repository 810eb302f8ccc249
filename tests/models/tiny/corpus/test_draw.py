"""What skills draw from."""

from random import Random

import pytest

from smallcode_nb.models.tiny.corpus.draw import Draw, q
from smallcode_nb.models.tiny.corpus.namespaces import World, make_world
from smallcode_nb.models.tiny.corpus.registry import UnsuitableError
from smallcode_nb.models.tiny.corpus.schema import Role


@pytest.fixture
def world() -> World:
    return next(w for seed in range(50) if len((w := make_world(seed, "train")).tables) == 1)


def test_one_task_never_uses_a_column_twice(world: World) -> None:
    d = Draw(Random(1), world)
    drawn = [d.number(), d.number()]
    assert drawn[0].name != drawn[1].name


def test_a_skill_that_finds_no_column_says_so(world: World) -> None:
    d = Draw(Random(1), world)
    for _ in world.tables[0].having(Role.NUMBER):
        d.number()
    with pytest.raises(UnsuitableError):
        d.number()


def test_a_threshold_splits_the_rows(world: World) -> None:
    d = Draw(Random(2), world)
    number = d.number()
    cells = d.cells(number)
    limit = d.threshold(number)
    assert cells.min() <= limit <= cells.max()


def test_new_columns_get_names_that_the_table_does_not_have(world: World) -> None:
    taken = {c.name for c in world.tables[0].columns}
    assert not any(Draw(Random(seed), world).new_name() in taken for seed in range(40))


def test_headers_are_quoted_as_python_would_need_them() -> None:
    assert q("Größe") == '"Größe"'
    assert q('6" pipe') == '"6\\" pipe"'


def test_without_a_frame_there_is_nothing_to_group() -> None:
    with pytest.raises(UnsuitableError):
        Draw(Random(1), World("train")).group()
