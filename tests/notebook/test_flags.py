"""The table of flags."""

import pytest

from smallcode_nb.errors import UnknownOption
from smallcode_nb.notebook.flags import FLAGS, find_flag, nearest


@pytest.mark.parametrize("flag", [flag for flag in FLAGS if flag.metavar], ids=lambda flag: flag.name)
def test_the_example_that_an_error_shows_is_accepted(flag):
    assert flag.value(flag.example.strip("'")) is not None


def test_something_far_from_every_flag_points_to_the_help():
    with pytest.raises(UnknownOption, match="smallcode help"):
        find_flag("--zzzzzzzz")


def test_nearest_offers_nothing_rather_than_nonsense():
    assert nearest("zzz", ("status", "model")) == ""
