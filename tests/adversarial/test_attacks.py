"""No attack on files, network or processes reaches its victim from a confined kernel.

The harmless ones are also run unconfined, where they must work: an attack that
never works would prove nothing.
"""

import os

import pytest
from attacks_on_files import FILES
from attacks_on_network import NETWORK
from attacks_on_processes import PROCESSES

from smallcode_nb.kernels.sandbox.tiers import Tier

ATTACKS = [*FILES, *NETWORK, *PROCESSES]
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
async def test_a_confined_attack_does_not_reach_its_victim(attack, confined, victims):
    run = await confined.attack(attack, victims)
    assert not attack.worked(victims, run), run


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.bare], ids=str)
async def test_the_attack_is_one_because_it_works_unconfined(attack, bare, victims):
    run = await bare.attack(attack, victims)
    assert attack.worked(victims, run), run


async def test_the_environment_of_the_notebook_is_not_inherited(confined, victims):
    assert "PYTEST_CURRENT_TEST" in os.environ
    from arena import Attack

    run = await confined.attack(Attack("environment", "print(sorted(os.environ))", lambda v, r: False), victims)
    assert "PYTEST_CURRENT_TEST" not in repr(run.outputs)
    assert "PATH" in repr(run.outputs)


async def test_the_project_can_be_read_and_not_changed(confined, victims):
    from arena import Attack

    code = "print(open('data.csv').read()); open(os.path.realpath('data.csv'), 'w').write('gone')"
    run = await confined.attack(Attack("project", code, lambda v, r: False), victims)
    assert "1,2" in repr(run.outputs)
    # inside bubblewrap the folder is mounted read-only, which Python has no name of its own for
    assert run.error.ename == ("PermissionError" if confined.tier is Tier.LANDLOCK else "OSError")
    assert "1,2" in (confined.project / "data.csv").read_text()


async def test_code_may_save_over_a_project_file_and_the_original_stays(confined, victims):
    from arena import Attack

    code = "open('data.csv', 'a').write('3,4'); print(open('data.csv').read())"
    run = await confined.attack(Attack("copy", code, lambda v, r: False), victims)
    assert "3,4" in repr(run.outputs)
    assert "3,4" not in (confined.project / "data.csv").read_text()
