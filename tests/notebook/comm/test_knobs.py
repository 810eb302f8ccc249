"""Settings a page may see and change."""

import pytest
from pages import message
from support import scripted

from smallcode_nb.notebook.comm import knobs
from smallcode_nb.notebook.comm.cells import Cells
from smallcode_nb.notebook.comm.panel import Panel
from smallcode_nb.notebook.comm.receive import RefusedError
from smallcode_nb.notebook.extension import load
from smallcode_nb.settings import SmallCode

MODELS = frozenset({"smallcode-tiny", "phi-3-mini"})


def test_a_page_sees_values_limits_and_help(connect):
    page = connect()
    told = page.say(message("read-settings"))
    entries = {e["name"]: e for e in page.wait("settings", reply_to=told["id"])["settings"]}
    assert entries["n"]["value"] == 8
    assert (entries["n"]["low"], entries["n"]["high"]) == (1, 256)
    assert entries["profile"]["choices"] == ["cpu", "gpu", "edge", "teaching"]
    assert all(entry["help"] for entry in entries.values())


def test_a_change_is_answered_and_told_to_the_other_pages(connect, shell):
    page, other = connect(), connect()
    told = page.say(message("read-settings", change={"n": 3, "explain": True}))
    page.wait("settings", reply_to=told["id"])
    assert shell._smallcode_session.settings.n == 3
    assert {e["name"]: e["value"] for e in other.wait("settings")["settings"]}["explain"] is True


@pytest.mark.parametrize(
    "change",
    [
        {"kernels": "pooled"},
        {"engine": "https://elsewhere.example"},
        {"keep_history": False},
        {"no_such": 1},
        {"model": "https://elsewhere.example/v1"},
        {"n": 0},
        {"n": 257},
        {"n": "3"},
        {"max_seconds": 1e9},
        {"profile": "root"},
        {"_chosen": 1},
        {"traits": 1},
    ],
)
def test_what_opens_a_way_out_or_makes_no_sense_is_refused_and_nothing_is_changed(change):
    settings = SmallCode()
    before = {name: getattr(settings, name) for name in settings.trait_names()}
    with pytest.raises(RefusedError):
        knobs.change(settings, {"seed": 5, **change}, MODELS)
    assert {name: getattr(settings, name) for name in settings.trait_names()} == before


def test_no_setting_that_touches_confinement_or_addresses_is_a_pages():
    assert not {"kernels", "engine", "parallel"} & set(knobs.CHANGEABLE)


def test_a_model_that_is_known_by_name_can_be_chosen():
    settings = SmallCode()
    knobs.change(settings, {"model": "phi-3-mini"}, MODELS)
    assert settings.model == "phi-3-mini"


def test_a_knob_set_together_with_a_profile_is_kept(connect, shell):
    page = connect()
    told = page.say(message("read-settings", change={"profile": "edge", "n": 6}))
    assert {e["name"]: e["value"] for e in page.wait("settings", reply_to=told["id"])["settings"]}["n"] == 6


def test_what_a_cell_sets_is_told_to_every_page_at_once(connect, shell):
    page, other = connect(), connect()
    shell._smallcode_session.settings.model = "phi-3-mini"
    for one in (page, other):
        assert one.wait("status")["status"]["model"] == "phi-3-mini"
        assert {e["name"]: e["value"] for e in one.wait("settings")["settings"]}["model"] == "phi-3-mini"


def test_after_the_end_nobody_listens_to_settings(shell, tmp_path):
    session = load(shell, scripted("total = 1"))
    panel = Panel(session, None, Cells(shell), tmp_path / "history")
    told = []
    panel._tell = lambda message, but=None: told.append(message)
    session.settings.n = 5
    assert [message["type"] for message in told] == ["settings", "status"]
    panel.close()
    panel.close()
    session.settings.n = 6
    assert len(told) == 2
