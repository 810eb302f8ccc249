"""Messages that are not what the protocol says: each is answered, none does anything."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import NOTEBOOK, ask, message

from smallcode_nb.errors import EngineError, ModelError, SandboxUnavailable, UnknownName
from smallcode_nb.notebook.comm.limits import MAX_BYTES
from smallcode_nb.notebook.comm.receive import RefusedError, problem_of, read, reply_name


def deep(levels):
    return {"a": deep(levels - 1)} if levels else {}


HOSTILE = {
    "nothing": None,
    "a list": [],
    "no version": {"type": "hello"},
    "a later version": {**message("read-status"), "v": 2},
    "a truth value for the version": {**message("read-status"), "v": True},
    "no type": {"v": 1, "id": "m1"},
    "a type that is no text": {"v": 1, "type": {"a": 1}, "id": "m1"},
    "a method's name": {"v": 1, "type": "_tell", "id": "m1"},
    "a dunder": {"v": 1, "type": "__class__", "id": "m1"},
    "code to run": {**message("read-status"), "code": "import os"},
    "too large": ask("x" * MAX_BYTES),
    "a long text": ask("x" * 20_001),
    "too deep": {**message("read-status"), "x": deep(50)},
    "very deep": {**message("read-status"), "x": deep(900)},
    "not a number": {**message("complete", text="a"), "cursor": float("nan")},
    "endless": ask(flags={"max_seconds": float("inf")}),
    "too many tests": ask(tests=["assert 1"] * 51),
    "a run with a path for its name": {**ask(), "run": "../../secret"},
    "unconfined": ask(flags={"trust": "none"}),
    "an address in a flag that is a number": ask(flags={"n": "8"}),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_message_is_refused_with_a_cause_and_a_remedy(data):
    with pytest.raises(RefusedError) as caught:
        read(data)
    problem = problem_of(caught.value)
    assert problem["code"] in ("bad-message", "version")
    assert len(problem["cause"]) < 300
    assert problem["remedy"]


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_panel_answers_what_is_no_message_and_starts_nothing(connect, data):
    page = connect()
    page.say(data)
    [told] = page.told
    assert told["type"] == "error"
    assert not connect().of("run")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # drawing is slow on a busy machine
@given(
    st.fixed_dictionaries(
        {"v": st.just(1), "type": st.sampled_from(["hello", "ask", "stop", "complete", "recall", "read-settings"])},
        optional=dict.fromkeys(
            ("id", "run", "text", "cell", "flags", "cursor", "notebook", "change", "x"), json_values
        ),
    )
)
def test_whatever_comes_is_read_or_refused_and_never_an_exception_of_another_kind(data):
    try:
        read(data)
    except RefusedError as refused:
        json.dumps(problem_of(refused))


def test_a_sound_message_is_read_as_it_is():
    sent = ask("total", cell={"id": "c", "source": "x"}, flags={"n": 2, "max_seconds": 3})
    assert read(sent) == sent


def test_an_answer_names_what_it_answers_where_that_has_a_name():
    assert reply_name({"id": "m1"}) == "m1"
    assert reply_name({"id": 3}) is None
    assert reply_name({"id": "x" * 65}) is None
    assert reply_name([]) is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UnknownName("a", "b"), "request"),
        (ModelError("a", "b"), "model"),
        (SandboxUnavailable("a", "b"), "kernel"),
        (EngineError("a", "b"), "engine"),
        (ValueError("a"), "internal"),
    ],
)
def test_every_error_has_a_code_a_page_knows(error, code):
    assert problem_of(error)["code"] == code


def test_models_that_are_addresses_or_paths_are_not_a_pages_to_choose(connect):
    page = connect()
    for model in ("https://elsewhere.example/v1", "/etc/passwd", "unix:/tmp/x"):
        asked = page.say(ask(flags={"model": model}))
        assert "is not one of the models" in page.wait("error", reply_to=asked["id"])["error"]["cause"]
    set_it = page.say(message("read-settings", change={"model": "https://elsewhere.example/v1"}))
    assert page.wait("error", reply_to=set_it["id"])["error"]["code"] == "setting"


def test_one_page_cannot_fill_the_queue_without_end(connect):
    page = connect("WAIT")
    runs = [page.say(ask(flags={"n": 1})) for _ in range(25)]
    assert len(page.of("accepted")) == 20
    assert "wait already" in page.of("error")[0]["error"]["cause"]
    for asked in runs:
        page.say(message("stop", run=asked["run"]))
    page.until(lambda p: len(p.of("result")) == 20)


def test_a_run_has_one_name_only(connect):
    page = connect()
    asked = page.say(ask())
    page.wait("result", run=asked["run"])
    again = page.say({**ask(), "run": asked["run"]})
    assert page.wait("error", reply_to=again["id"])["error"]["code"] == "request"


def test_what_is_asked_about_runs_that_are_not_there_is_an_error(connect):
    page = connect()
    for kind, fields in (
        ("stop", {}),
        ("recall", {}),
        ("decided", {"candidate": 0, "decision": "below"}),
        ("subscribe", {}),
    ):
        name = {"runs": ["r-none"]} if kind == "subscribe" else {"run": "r-none"}
        told = page.say(message(kind, **name, **fields))
        assert page.wait("error", reply_to=told["id"])["error"]["code"] == "unknown-run"


def test_a_notebook_path_is_a_name_and_never_a_place_on_disk(connect, tmp_path):
    page = connect()
    asked = page.say({**ask(), "notebook": {"path": "../../../../etc/cron.d/evil"}})
    page.wait("result", run=asked["run"])
    page.until(lambda p: p.of("status") and p.of("status")[-1]["status"]["runs"] == [])
    assert [p.parent for p in tmp_path.rglob("*.json")] == [tmp_path / "history"]
    assert NOTEBOOK["path"] not in str(list(tmp_path.rglob("*")))
