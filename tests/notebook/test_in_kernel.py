"""The magics in a real kernel: payloads, live updates, widgets, interrupts, completion."""

import pytest
from kernels import running_kernel

GOOD = "total = 1"


@pytest.fixture(scope="module")
def kernel():
    with running_kernel() as kernel:
        yield kernel


@pytest.fixture(autouse=True)
def text_view(kernel):
    kernel.script(GOOD)
    kernel.execute("%config SmallCode.display = 'text'")


def test_the_code_travels_as_the_only_payload_of_a_cell_that_ends_well(kernel):
    answer = kernel.execute("%%smallcode total price")
    assert answer.status == "ok"
    assert [text.splitlines()[-1] for text in answer.handed] == [GOOD]
    assert not answer.payload[0]["replace"]


def test_one_output_shows_progress_and_then_the_evidence(kernel):
    answer = kernel.execute("%%smallcode total price")
    places = {c["transient"]["display_id"] for _, c in answer.outputs if c.get("transient", {}).get("display_id")}
    assert len(places) == 1
    evidence = answer.shown[0]
    assert "scripted" in evidence["data"]["text/plain"]
    assert evidence["metadata"]["smallcode"]["label"] == "agreed"
    assert "starting" not in answer.text


def test_with_widgets_the_saved_output_is_static(kernel):
    kernel.execute("%config SmallCode.display = 'widget'")
    answer = kernel.execute("%%smallcode total price")
    first = answer.outputs[[kind for kind, _ in answer.outputs].index("display_data")][1]["data"]
    assert "application/vnd.jupyter.widget-view+json" in first
    assert set(answer.shown[0]["data"]) == {"text/plain", "text/html"}


def test_interrupting_while_drawing_shows_what_was_found_and_hands_it_over(kernel):
    kernel.script(GOOD, "WAIT")
    answer = kernel.execute("%%smallcode --n 2 total price", interrupt_when="passed")
    assert answer.status == "ok"
    assert "Interrupted; this is what was found so far." in answer.text
    assert answer.handed[0].endswith(GOOD)


def test_interrupting_while_a_candidate_runs_kills_it(kernel):
    kernel.script("WAIT_RUN = 1")
    answer = kernel.execute("%%smallcode --n 1 total price", interrupt_when="running")
    assert answer.status == "ok"
    assert answer.handed == []
    assert kernel.value("executor.running") == "0"


def test_after_an_interrupt_the_kernel_and_the_magic_work_as_before(kernel):
    kernel.script("WAIT")
    kernel.execute("kept = 5\n%smallcode --n 1 total price", interrupt_when="drawing")
    assert kernel.value("kept") == "5"
    kernel.script(GOOD)
    assert kernel.execute("%%smallcode total price").handed


def test_work_that_ignores_the_stop_is_given_up_at_the_second_interrupt(kernel):
    kernel.execute("import asyncio\nasync def deaf(*_):\n    await asyncio.sleep(3600)\nsession._solve = deaf")
    answer = kernel.execute("%%smallcode total price", interrupt_when="starting", interrupts=2)
    assert answer.status == "ok"
    assert "nothing was changed" in answer.text


def test_completion_answers_in_a_kernel(kernel):
    kernel.execute("sales_2024 = 1")
    assert kernel.complete("%%smallcode --ins") == ["--insert"]
    assert kernel.complete("%%smallcode mean of sales_") == ["sales_2024"]
    assert kernel.complete("%smallcode pri") == ["privacy"]
