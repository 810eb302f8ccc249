"""What a page sees of a session, over a scripted model."""

import pytest
from pages import NOTEBOOK, ask, message
from support import ScriptedExecutor

GOOD = "total = sales['price']"


def test_a_page_that_says_hello_learns_what_there_is(connect):
    page = connect(GOOD)
    hello = page.say(message("hello", client="test", notebook=NOTEBOOK))
    welcome = page.wait("welcome", reply_to=hello["id"])
    assert welcome["status"]["model"] == "smallcode-tiny"
    assert welcome["status"]["memory"]["kernel_mb"] > 1
    assert welcome["capabilities"]["actions"]["write"] == "model"
    assert welcome["runs"] == []


def test_a_request_is_accepted_then_told_step_by_step_and_ends_with_evidence_and_a_proposal(connect):
    page = connect(GOOD)
    asked = page.say(ask("total price in @sales"))
    result = page.wait("result", run=asked["run"])["result"]
    told = [m["type"] for m in page.told if m.get("run") == asked["run"]]
    assert told[0] == "accepted"
    assert {"phase", "plan", "context", "candidates", "meter", "result"} <= set(told)
    assert result["proposal"]["code"].endswith(GOOD)
    assert result["evidence"]["label"] == "agreed"
    assert "have the same effect." in " ".join(result["evidence"]["facts"])


def test_the_messages_of_a_run_are_numbered_without_a_gap(connect):
    page = connect(GOOD)
    asked = page.say(ask())
    page.wait("result", run=asked["run"])
    numbers = [m["seq"] for m in page.told if m.get("run") == asked["run"] and "seq" in m]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_candidate_comes_with_its_outputs_and_why_it_won_or_lost_and_equal_outputs_come_once(connect):
    page = connect(GOOD, "broken = 1")
    asked = page.say(ask(flags={"n": 4}))
    result = page.wait("result", run=asked["run"])["result"]
    reasons = {c["code"]: c["reason"] for c in result["candidates"]}
    assert "KeyError" in reasons["broken = 1"]
    chosen = result["candidates"][result["proposal"]["candidate"]]
    assert chosen["state"] == "chosen"
    assert "42" in result["bundles"][chosen["outputs"][0]]["data"]["text/plain"]
    assert len(result["bundles"]) == 1


def test_outputs_reach_the_page_without_scripts(connect):
    page = connect(GOOD)
    asked = page.say(ask())
    result = page.wait("result", run=asked["run"])["result"]
    assert "<script" not in result["bundles"][0]["data"]["text/html"]


def test_a_stop_while_drawing_ends_the_run_with_what_was_found(connect):
    page = connect(GOOD, "WAIT")
    asked = page.say(ask(flags={"n": 2}))
    page.until(lambda p: any(c["state"] == "passed" for m in p.of("candidates") for c in m["candidates"]))
    page.say(message("stop", run=asked["run"]))
    result = page.wait("result", run=asked["run"])["result"]
    assert result["stopped"] == "interrupted"
    assert result["proposal"]["code"].endswith(GOOD)
    assert "stopping" in [m["phase"] for m in page.of("phase")]


def test_a_stop_while_a_candidate_runs_kills_it_and_nothing_is_proposed(connect):
    executor = ScriptedExecutor()
    page = connect("WAIT_RUN = 1", executor=executor)
    asked = page.say(ask(flags={"n": 1}))
    page.until(lambda p: any(c["state"] == "running" for m in p.of("candidates") for c in m["candidates"]))
    page.say(message("stop", run=asked["run"]))
    result = page.wait("result", run=asked["run"])["result"]
    assert result["proposal"] is None
    assert executor.running == 0


def test_a_request_waits_for_the_one_before_and_can_be_stopped_while_it_waits(connect):
    page = connect("WAIT")
    first, second = page.say(ask(flags={"n": 1})), page.say(ask())
    assert page.wait("accepted", run=second["run"])
    page.until(lambda p: p.of("candidates", run=first["run"]))
    page.say(message("stop", run=second["run"]))
    assert page.wait("result", run=second["run"])["result"]["proposal"] is None
    assert not page.of("result", run=first["run"])
    page.say(message("stop", run=first["run"]))
    page.wait("result", run=first["run"])


def test_a_page_that_comes_back_in_the_middle_gets_the_whole_state_and_then_the_end(connect):
    page = connect(GOOD, "WAIT")
    asked = page.say(ask(flags={"n": 2}))
    page.until(lambda p: any(c["state"] == "passed" for m in p.of("candidates") for c in m["candidates"]))
    page.leave()
    again = connect()
    again.say(message("hello", client="test"))
    [state] = again.wait("welcome")["runs"]
    assert state["run"] == asked["run"]
    assert {c["state"] for c in state["candidates"]} == {"passed", "drawing"}
    again.say(message("stop", run=asked["run"]))
    result = again.wait("result", run=asked["run"])
    assert result["seq"] > state["seq"]
    assert not page.of("result")


def test_a_second_page_sees_what_the_first_one_asked(connect):
    page, other = connect(GOOD), connect()
    asked = page.say(ask())
    assert other.wait("run", reply_to=None)["state"]["run"] == asked["run"]
    assert other.wait("result", run=asked["run"])
    page.say(message("decided", run=asked["run"], candidate=0, decision="below"))
    assert other.wait("decision")["decision"] == "below"


def test_a_request_that_cannot_be_worked_on_ends_with_cause_and_remedy(connect):
    page = connect(GOOD)
    asked = page.say(ask("mean price in `salse`"))
    error = page.wait("failed", run=asked["run"])["error"]
    assert error["code"] == "request"
    assert "salse" in error["cause"]
    assert "sales" in error["remedy"]


@pytest.mark.parametrize("action", ["fix", "explain"])
def test_an_action_on_a_cell_needs_a_cell(connect, action):
    page = connect(GOOD)
    asked = page.say(ask("", action=action))
    assert page.wait("error", reply_to=asked["id"])["error"]["code"] == "request"


def test_explain_says_what_the_cell_does_and_that_no_model_was_asked(connect):
    page = connect()
    asked = page.say(ask("", "explain", cell={"id": "c1", "source": "%matplotlib inline\ntotal = sales['price']"}))
    result = page.wait("result", run=asked["run"])["result"]
    assert result["explanation"] == "Sets total to sales, column price."
    assert result["evidence"]["made_by"] == "rules"
    assert result["proposal"] is None


def test_fix_sends_the_cell_and_its_error_to_the_loop_and_proposes_a_new_version_of_the_cell(connect):
    page = connect(GOOD)
    cell = {"id": "c1", "source": "broken = sales['pirce']"}
    failure = {"ename": "KeyError", "evalue": "'pirce'", "traceback": "\x1b[31mKeyError\x1b[0m: 'pirce'"}
    asked = page.say(ask("", "fix", cell=cell, failure=failure))
    result = page.wait("result", run=asked["run"])["result"]
    assert result["proposal"]["replaces"] == cell["source"]
    assert result["proposal"]["code"] == GOOD
    assert result["evidence"]["facts"][0] == "The cell failed with KeyError: 'pirce'."


def test_fix_refuses_a_cell_that_runs(connect):
    page = connect(GOOD)
    asked = page.say(ask("", "fix", cell={"id": "c1", "source": "x = 1"}))
    assert "runs without an error" in page.wait("failed", run=asked["run"])["error"]["cause"]


def test_asking_again_with_a_remark_adds_it_to_the_words_and_draws_other_candidates(connect, shell):
    page = connect(GOOD)
    first = page.say(ask("total price"))
    seed = page.wait("result", run=first["run"])["result"]["evidence"]["seed"]
    again = page.say(ask("", again={"run": first["run"], "remark": "highest first"}))
    assert page.wait("result", run=again["run"])["result"]["evidence"]["seed"] == seed + 1
    request = shell._smallcode_session.last.request
    assert request.text == "total price, highest first"
    assert request.target.endswith(GOOD)
    third = page.say(ask("total price", again={"run": again["run"], "remark": "only Bern"}))
    page.wait("result", run=third["run"])
    assert shell._smallcode_session.last.request.text == "total price, highest first, only Bern"


def test_asking_again_after_a_restart_goes_by_the_words_the_page_brings(connect, shell):
    page = connect(GOOD)
    lost = {"run": "r-lost", "remark": "highest first"}
    asked = page.say(ask("total price", again=lost))
    page.wait("result", run=asked["run"])
    assert shell._smallcode_session.last.request.text == "total price, highest first"
    assert page.wait("error", reply_to=page.say(ask("", again=lost))["id"])["error"]["code"] == "unknown-run"


def test_variables_that_change_while_they_are_looked_at_are_looked_at_again(connect, shell):
    page = connect(GOOD)
    session = shell._smallcode_session
    look, looks = session.request, []

    def changing(*args, **fields):
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError("dictionary changed size during iteration")
        return look(*args, **fields)

    session.request = changing
    assert page.wait("result", run=page.say(ask())["run"])["result"]["proposal"]
    assert len(looks) == 2


def test_an_own_error_in_the_work_is_told_and_the_next_request_is_worked_on(connect, shell):
    page = connect(GOOD)
    solve, shell._smallcode_session._solve = shell._smallcode_session._solve, None
    asked = page.say(ask())
    assert page.wait("failed", run=asked["run"])["error"]["code"] == "internal"
    shell._smallcode_session._solve = solve
    assert page.wait("result", run=page.say(ask())["run"])


def test_work_that_does_not_hear_the_stop_is_given_up(connect, shell):
    page = connect(GOOD)

    async def deaf(*_):
        import asyncio

        await asyncio.sleep(3600)

    shell._smallcode_session._solve = deaf
    shell._smallcode_session.settings.interrupt_grace_s = 0.1
    asked = page.say(ask())
    page.wait("phase", run=asked["run"])
    page.say(message("stop", run=asked["run"]))
    assert page.wait("result", run=asked["run"])["result"]["stopped"] == "interrupted"


def test_a_page_that_cannot_be_reached_stops_nobody(connect):
    page, lost = connect(GOOD), connect()

    def fail(message):
        raise OSError("gone")

    lost.send = fail
    asked = page.say(ask())
    assert page.wait("result", run=asked["run"])


def test_status_tells_which_runs_are_in_progress_and_when_they_are_over(connect):
    page = connect(GOOD)
    asked = page.say(ask())
    page.wait("result", run=asked["run"])
    page.until(lambda p: p.of("status") and p.of("status")[-1]["status"]["runs"] == [])
    assert [asked["run"]] in [m["status"]["runs"] for m in page.of("status")]
