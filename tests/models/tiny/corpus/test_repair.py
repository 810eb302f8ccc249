"""Slips that repair examples are made of."""

from random import Random

from smallcode_nb.models.tiny.corpus.execute import run
from smallcode_nb.models.tiny.corpus.namespaces import make_world
from smallcode_nb.models.tiny.corpus.repair import broken
from smallcode_nb.models.tiny.corpus.schema import Role

WORLD = next(w for seed in range(50) if len((w := make_world(seed, "train")).tables) == 1)
TABLE = WORLD.tables[0]
NUMBER = TABLE.having(Role.NUMBER)[0].name
CODE = f'{TABLE.name}["{NUMBER}"].mean()'


def test_slips_are_of_many_kinds_and_most_of_them_fail_when_run() -> None:
    drafts = [broken(Random(seed), CODE, WORLD) for seed in range(80)]
    errors = [run(d, WORLD.fresh()).error for d in drafts if d != CODE]
    kinds = {e.split(":")[0] for e in errors if e}
    assert {"KeyError", "AttributeError", "SyntaxError", "NameError"} <= kinds
    assert sum(bool(e) for e in errors) > 0.7 * len(errors)


def test_the_same_seed_makes_the_same_slip() -> None:
    assert broken(Random(9), CODE, WORLD) == broken(Random(9), CODE, WORLD)


def test_code_that_gives_no_hold_for_a_slip_stays_as_it_is() -> None:
    assert broken(Random(1), "x + 1", make_world(0, "train")) == "x + 1"
