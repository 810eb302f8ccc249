"""The panel's comm in a real kernel: subshells, busy cells, reconnects, restarts, figures of the running cell."""

import pytest
from kernels import running_kernel
from pages import NOTEBOOK, Desk, ask, message

GOOD = "total = 1"
NAMES = "sorted(name for name in get_ipython().user_ns if not name.startswith('_'))"


@pytest.fixture(scope="module")
def kernel():
    with running_kernel() as kernel:
        yield kernel


@pytest.fixture(scope="module")
def subshell(kernel):
    return Desk(kernel).subshell()


@pytest.fixture
def desk(kernel, tmp_path):
    kernel.script(GOOD)
    kernel.execute("%config SmallCode.keep_history = False")
    return Desk(kernel)


def passed(page):
    return any(c["state"] == "passed" for m in page.of("candidates") for c in m["candidates"])


def test_a_request_over_a_comm_is_told_step_by_step_to_its_result(desk):
    page = desk.page()
    hello = page.say(message("hello", client="test", notebook=NOTEBOOK))
    assert page.wait("welcome", reply_to=hello["id"])["capabilities"]["subshells"]
    asked = page.say(ask())
    assert page.wait("result", run=asked["run"])["result"]["proposal"]["code"].endswith(GOOD)
    assert {"accepted", "phase", "candidates", "meter"} <= {m["type"] for m in page.told}


def test_while_a_cell_runs_a_page_on_a_subshell_asks_watches_stops_and_completes(desk, kernel, subshell):
    kernel.script(GOOD, "WAIT")
    cell = desk.start("import time\ngo_on = True\nwhile go_on:\n    time.sleep(0.05)")
    page = desk.page(subshell)
    page.until(lambda _: any(w["msg_type"] == "execute_input" for w in desk.other))
    hello = page.say(message("hello", client="test"))
    assert page.wait("welcome", reply_to=hello["id"])["status"]["cell_running"]
    asked = page.say(ask(flags={"n": 2}))
    page.until(passed)
    assert page.wait("completions", reply_to=page.say(message("complete", text="@go_", cursor=4))["id"])["items"]
    page.say(message("stop", run=asked["run"]))
    result = page.wait("result", run=asked["run"])["result"]
    assert result["proposal"]["code"].endswith(GOOD)
    assert any("A cell was running" in note for note in result["evidence"]["notes"])
    assert not desk.finished(cell)
    kernel.manager.interrupt_kernel()
    page.until(lambda _: desk.finished(cell))


def test_messages_leave_the_figures_of_the_running_cell_alone(desk, kernel, subshell):
    setup = "%matplotlib inline\nimport time, matplotlib.pyplot as plt"
    kernel.execute(setup)
    cell = desk.start("plt.plot([1, 2])\nseen = True\ntime.sleep(1.5)\nprint('figures', plt.get_fignums())")
    page = desk.page(subshell)
    page.until(lambda _: any(w["msg_type"] == "execute_input" for w in desk.other))
    page.wait("status", reply_to=page.say(message("read-status"))["id"])
    page.wait("status", reply_to=page.say(message("read-status"))["id"])
    page.until(lambda _: desk.finished(cell))
    assert "figures [1]" in "".join(w["content"]["text"] for w in desk.other if w["msg_type"] == "stream")


def test_without_a_subshell_messages_wait_for_the_cell_and_are_then_answered(desk):
    cell = desk.start("import time; time.sleep(0.5)")
    page = desk.page()
    asked = page.say(ask())
    assert page.wait("result", run=asked["run"])
    assert desk.finished(cell)


def test_what_was_asked_before_a_cell_is_told_while_it_runs_also_without_a_subshell(desk, kernel):
    page = desk.page()
    page.wait("welcome", reply_to=page.say(message("hello", client="test"))["id"])
    asked = page.say(ask())
    page.wait("accepted", run=asked["run"])
    cell = desk.start("import time; time.sleep(3)")
    page.wait("result", run=asked["run"])
    assert not desk.finished(cell)
    page.until(lambda _: desk.finished(cell))


def test_two_pages_follow_the_same_run_and_one_that_reconnects_gets_its_state(desk, kernel):
    kernel.script(GOOD, "WAIT")
    first, second = desk.page(), desk.page()
    second.wait("welcome", reply_to=second.say(message("hello", client="test"))["id"])
    asked = first.say(ask(flags={"n": 2}))
    second.until(passed)
    third = desk.page()
    third.say(message("hello", client="test"))
    [state] = third.wait("welcome")["runs"]
    assert "passed" in {c["state"] for c in state["candidates"]}
    third.say(message("stop", run=asked["run"]))
    for page in (first, second, third):
        assert page.wait("result", run=asked["run"])["result"]["stopped"] == "interrupted"


def test_loading_again_closes_the_comms_so_that_pages_connect_anew(desk, kernel):
    page = desk.page()
    old = page.wait("welcome", reply_to=page.say(message("hello", client="test"))["id"])["session"]
    kernel.script(GOOD)
    assert kernel.value(f"{page.comm!r} in get_ipython().kernel.comm_manager.comms") == "False"
    fresh = desk.page()
    assert fresh.wait("welcome", reply_to=fresh.say(message("hello", client="test"))["id"])["session"] != old


def test_hostile_messages_are_answered_with_errors_and_change_nothing(desk, kernel):
    page = desk.page()
    before = kernel.value(NAMES)
    for hostile in ([], 3, {"type": "execute"}, {"v": 1, "type": "__init__", "id": "m1"}, {"v": 1, "type": ["ask"]}):
        page.say(hostile)
    page.until(lambda p: len(p.of("error")) == 5)
    assert kernel.value(NAMES) == before
    assert page.wait("status", reply_to=page.say(message("read-status"))["id"])


def button(desk, label):
    """The comm of a cell's button, once it is there."""
    opened = [w["content"] for w in desk.other if w["msg_type"] == "comm_open"]
    found = [c["comm_id"] for c in opened if c["data"].get("state", {}).get("description") == label]
    return found[0] if found else ""


def click(desk, label, subshell):
    """Click a button of a cell's widget as JupyterLab does: on a subshell of the widgets' own."""
    client = desk.kernel.client
    content = {"comm_id": button(desk, label), "data": {"method": "custom", "content": {"event": "click"}}}
    wire = client.session.msg("comm_msg", content)
    wire["header"]["subshell_id"] = subshell
    client.shell_channel.send(wire)


@pytest.mark.parametrize(("label", "inserted"), [("Accept", True), ("Stop", False)])
def test_the_buttons_of_a_cells_widget_are_heard_while_the_cell_waits(desk, kernel, subshell, label, inserted):
    kernel.script(GOOD, "WAIT")
    kernel.execute("%config SmallCode.display = 'widget'")
    page = desk.page(subshell)
    cell = desk.start("%%smallcode --n 2 total price")
    page.until(lambda _: any("passed" in str(w["content"]) for w in desk.other if w["msg_type"] == "comm_msg"))
    click(desk, label, subshell)
    page.until(lambda _: desk.finished(cell))
    handed = [p["text"] for p in kernel._reply(cell).get("payload", []) if p["source"] == "set_next_input"]
    assert bool(handed) is inserted
    updates = [w["content"]["data"] for w in desk.other if w["msg_type"] == "update_display_data"]
    assert set(updates[-1]) == {"text/plain", "text/html"}
    assert (GOOD in updates[-1]["text/plain"]) is not inserted
