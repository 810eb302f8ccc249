"""The knobs: what a user sets stays set, profiles move the rest."""

import pytest
from traitlets import TraitError
from traitlets.config import Config

from smallcode_nb.settings import PROFILES, SmallCode


def test_every_knob_says_what_it_does():
    assert all(trait.help for trait in SmallCode.class_traits(config=True).values())


def test_a_profile_moves_several_knobs_and_leaving_it_puts_them_back():
    settings = SmallCode()
    before = (settings.n, settings.parallel)
    settings.profile = "edge"
    assert (settings.n, settings.parallel) == (4, 1)
    settings.profile = "cpu"
    assert (settings.n, settings.parallel) == before


def test_a_profile_leaves_alone_what_the_user_has_set():
    settings = SmallCode()
    settings.n = 6
    settings.profile = "edge"
    assert (settings.n, settings.parallel) == (6, 1)


def test_a_configuration_file_can_give_a_profile_and_differ_from_it_even_by_a_default_value():
    config = Config()
    config.SmallCode.profile = "edge"
    config.SmallCode.n = 8
    settings = SmallCode(config=config)
    assert (settings.n, settings.parallel) == (8, 1)


def test_profiles_name_only_knobs_that_exist_and_values_they_take():
    for name, knobs in PROFILES.items():
        settings = SmallCode(profile=name)
        assert {knob: getattr(settings, knob) for knob in knobs} == dict(knobs)


@pytest.mark.parametrize(
    ("knob", "value"), [("n", 0), ("insert", "sideways"), ("max_seconds", 0.0), ("profile", "toy")]
)
def test_a_value_that_makes_no_sense_is_refused(knob, value):
    settings = SmallCode()
    with pytest.raises(TraitError):
        setattr(settings, knob, value)


def test_one_request_can_differ_from_the_settings():
    settings = SmallCode(n=8, seed=3, max_seconds=60.0)
    loop = settings.loop_settings(n=40, max_seconds=5.0)
    assert (loop.budget.n, loop.budget.max_seconds, loop.budget.seed) == (40, 5.0, 3)
    assert loop.budget.max_generations == 40


def test_the_loop_gets_what_the_settings_say():
    settings = SmallCode(temperature=0.5, repair_rounds=2, decompose=False, run_deadline_s=3.0)
    loop = settings.loop_settings()
    assert (loop.temperature, loop.repair_rounds, loop.decompose) == (0.5, 2, False)
    assert loop.budget.run_deadline_s == 3.0
