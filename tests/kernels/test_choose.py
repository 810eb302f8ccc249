"""Kernels by the names that the settings use."""

import sys

import pytest

from smallcode_nb import settings
from smallcode_nb.errors import UnknownOption
from smallcode_nb.kernels import choose
from smallcode_nb.kernels.choose import Choice, open_source


def test_the_settings_offer_exactly_what_can_be_opened():
    assert settings.KERNELS == choose.KINDS
    assert settings.SANDBOXES == choose.SANDBOXES


@pytest.mark.parametrize(
    ("choice", "tier"),
    [
        (Choice("pooled"), "none"),
        (Choice("remote"), "remote"),
        (Choice("remote", gateway="http://127.0.0.1:9"), "remote"),
        (Choice("forked", sandbox="landlock+seccomp"), "landlock+seccomp"),
        (Choice("forked", sandbox="bwrap"), "bwrap"),
        (Choice("live", sandbox="landlock+seccomp"), "landlock+seccomp"),
    ],
)
async def test_each_kind_says_how_it_confines_before_anything_is_started(choice, tier):
    source = open_source(choice)
    assert source.tier == tier
    await source.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only")
async def test_the_strongest_tier_is_found_where_none_is_named():
    source = open_source(Choice())
    assert source.tier in ("landlock+seccomp", "bwrap")
    await source.close()


def test_an_unknown_kind_is_an_error_that_lists_the_others():
    with pytest.raises(UnknownOption, match="remote"):
        open_source(Choice("telepathic"))
