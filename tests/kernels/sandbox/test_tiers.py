"""Which tier a machine gets, what is said about it, and what is refused."""

import os
import sys
import types

import pytest

from smallcode_nb.errors import SandboxUnavailable
from smallcode_nb.kernels.sandbox import bubblewrap, landlock, tiers
from smallcode_nb.kernels.sandbox.tiers import Tier


@pytest.fixture
def linux(monkeypatch):
    """A Linux with Landlock of the given version and a bubblewrap that works, or does not."""

    def pretend(abi, why_not=""):
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(tiers, "of_this_machine", lambda: object())
        monkeypatch.setattr(landlock, "abi", lambda: abi)
        monkeypatch.setattr(bubblewrap, "why_not", lambda: why_not)

    return pretend


@pytest.mark.parametrize(("platform", "name"), [("darwin", "macOS"), ("win32", "Windows")])
def test_elsewhere_the_system_is_named_and_every_way_out(monkeypatch, platform, name):
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(SandboxUnavailable, match=name) as caught:
        tiers.strongest()
    for way in ("Linux", "container", "remote kernel", "--trust none"):
        assert way in caught.value.remedy


def test_unconfined_kernels_need_no_platform(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    tiers.require(Tier.NONE)


def test_landlock_is_the_default_and_bubblewrap_stands_in_for_it(linux):
    linux(abi=6)
    assert tiers.strongest() is Tier.LANDLOCK
    linux(abi=0)
    assert tiers.strongest() is Tier.BWRAP


def test_where_neither_works_both_reasons_are_told(linux):
    linux(abi=0, why_not="bubblewrap is not installed (its package is called bubblewrap).")
    with pytest.raises(SandboxUnavailable, match=r"no Landlock.*bubblewrap is not installed"):
        tiers.strongest()


def test_a_tier_that_is_asked_for_is_never_replaced_by_a_weaker_one(linux):
    linux(abi=6, why_not="bubblewrap cannot make namespaces here (denied).")
    with pytest.raises(SandboxUnavailable, match="namespaces"):
        tiers.require(Tier.BWRAP)
    linux(abi=0)
    with pytest.raises(SandboxUnavailable, match="Landlock") as caught:
        tiers.require(Tier.LANDLOCK)
    assert "bwrap" in caught.value.remedy


def test_a_processor_without_a_filter_is_refused(linux, monkeypatch):
    linux(abi=6)
    monkeypatch.setattr(tiers, "of_this_machine", lambda: None)
    monkeypatch.setattr(os, "uname", lambda: types.SimpleNamespace(machine="riscv64"))
    with pytest.raises(SandboxUnavailable, match="riscv64"):
        tiers.require_platform()


def test_an_old_landlock_is_a_warning(linux):
    linux(abi=2)
    assert "ABI 2" in tiers.warnings()[0]
    linux(abi=3)
    assert not tiers.warnings()


@pytest.mark.parametrize("tier", list(Tier))
def test_every_tier_says_what_it_does_not_stop(tier):
    assert tiers.coverage(tier.value).not_covered
    assert str(tier) in tiers.report(tier.value)


def test_auto_is_the_strongest_tier_and_any_other_name_its_own(linux):
    linux(abi=6)
    assert [tiers.chosen(name) for name in ("auto", "bwrap", "none")] == [Tier.LANDLOCK, Tier.BWRAP, Tier.NONE]
    linux(abi=0)
    assert tiers.chosen("auto") is Tier.BWRAP
