"""Past requests of a notebook."""

import json
import stat

from pages import NOTEBOOK, ask, message

from smallcode_nb.notebook.comm.cells import Cells
from smallcode_nb.notebook.comm.history import MOST_WHOLE, History
from smallcode_nb.notebook.comm.panel import Panel

OTHER = {"path": "other.ipynb"}


def ended(page, **fields):
    asked = page.say({**ask(), **fields})
    page.wait("result", run=asked["run"])
    page.until(lambda p: p.of("status") and p.of("status")[-1]["status"]["runs"] == [])
    return asked["run"]


def entries(page, notebook=NOTEBOOK, **fields):
    told = page.say(message("list-history", notebook=notebook, **fields))
    return page.wait("history", reply_to=told["id"])["entries"]


def test_a_notebook_has_its_own_history_newest_first(connect):
    page = connect()
    first, second = ended(page), ended(page)
    ended(page, notebook=OTHER)
    assert [entry["run"] for entry in entries(page)] == [second, first]
    assert entries(page, limit=1)[0]["run"] == second
    assert entries(page)[0]["label"] == "agreed"
    assert entries(page)[0]["code"].endswith("total = 1")


def test_a_past_run_can_be_recalled_whole(connect):
    page = connect()
    run = ended(page)
    told = page.say(message("recall", run=run))
    state = page.wait("run", reply_to=told["id"])["state"]
    assert state["phase"] == "ended"
    assert state["result"]["candidates"]


def test_what_became_of_a_result_is_kept(connect):
    page = connect()
    run = ended(page)
    page.say(message("decided", run=run, candidate=0, decision="below"))
    assert entries(page)[0]["decision"] == "below"


def test_forgetting_removes_one_run_or_all_of_them(connect):
    page = connect()
    first, second = ended(page), ended(page)
    told = page.say(message("forget", notebook=NOTEBOOK, run=first))
    assert [e["run"] for e in page.wait("history", reply_to=told["id"])["entries"]] == [second]
    told = page.say(message("forget", notebook=NOTEBOOK))
    assert page.wait("history", reply_to=told["id"])["entries"] == []


def test_after_a_restart_the_lines_are_there_but_no_longer_whole(connect, shell, tmp_path):
    page = connect()
    run = ended(page)
    panel = Panel(shell._smallcode_session, None, Cells(shell), tmp_path / "history")
    [entry] = panel._history.entries(NOTEBOOK["path"], 10)
    assert (entry["run"], entry["whole"]) == (run, False)


def test_the_file_is_the_users_own_and_holds_no_outputs(connect, tmp_path):
    page = connect()
    ended(page)
    [file] = (tmp_path / "history").glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "bundles" not in file.read_text()
    assert "42" not in json.dumps(json.loads(file.read_text())[0]["code"])


def test_a_damaged_or_forged_file_is_read_as_far_as_it_is_sound(tmp_path):
    history = History(tmp_path)
    good = {
        "run": "r-1", "action": "write", "text": "a", "began": 1.0, "label": "ran", "code": "x", "decision": None,
        "whole": True,
    }  # fmt: skip
    history._write("n", [good])
    file = next(tmp_path.glob("*.json"))
    file.write_text(json.dumps([good, {**good, "code": ["not text"]}, {**good, "html": "<script>"}, 3]))
    assert [entry["run"] for entry in history.entries("n", 10)] == ["r-1"]
    for text in ("not json", '{"a": 1}', "[" * 100_000):
        file.write_text(text)
        assert history.entries("n", 10) == []


def test_a_folder_that_cannot_be_written_costs_the_history_and_nothing_else(tmp_path):
    (tmp_path / "file").touch()
    history = History(tmp_path / "file" / "below")
    history._write("n", [])
    assert history.entries("n", 10) == []


def test_no_more_runs_are_kept_whole_than_a_page_can_show(connect):
    page = connect("total = 1")
    runs = [ended(page, flags={"n": 1}) for _ in range(MOST_WHOLE + 1)]
    kept = [entry["run"] for entry in entries(page, limit=200) if entry["whole"]]
    assert kept == runs[:0:-1]
