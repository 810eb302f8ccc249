import base64
import json

import pytest

from smallcode_nb.agent.types import Job, RunStatus

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def run(session, code, *, probes=(), deadline_s=10.0, variant="", **variables):
    opened = await session(**variables)
    return await opened.run(Job(code, probes=probes, deadline_s=deadline_s, variant=variant))


async def test_a_table_comes_back_as_html_and_as_data(session, sales):
    done = await run(session, "sales.groupby('region', as_index=False)['units'].sum()", sales=sales)
    assert done.status is RunStatus.OK
    assert "<table" in done.outputs[-1].get("text/html")
    assert done.value.kind == "frame"
    columns = json.loads(done.value.data)["columns"]
    assert [column["values"] for column in columns] == [["north", "south"], [11, 5]]


async def test_a_figure_comes_back_as_png_and_as_what_is_drawn(session, sales):
    code = "import matplotlib.pyplot as plt\nsales.plot.bar(x='region', y='units', title='Units')\nplt.show()"
    done = await run(session, code, sales=sales)
    image = base64.b64decode(done.outputs[-1].get("image/png"))
    assert image.startswith(b"\x89PNG")
    (figure,) = done.figures
    (axes,) = json.loads(figure.data)["axes"]
    assert (axes["kind"], axes["title"], axes["xticks"]) == ("bar", "Units", ["north", "south", "north"])
    assert axes["series"][0]["y"] == [3, 5, 8]


async def test_two_figures_shown_one_after_the_other_stay_two(session, sales):
    code = "import matplotlib.pyplot as plt\nfor _ in range(2):\n    plt.plot([1, 2])\n    plt.show()"
    done = await run(session, code)
    assert len(done.figures) == 2
    assert [len(json.loads(figure.data)["axes"][0]["series"]) for figure in done.figures] == [1, 1]


async def test_an_error_names_the_line_of_the_candidate_and_no_library_frames(session, sales):
    done = await run(session, "def total(frame):\n    return frame['unit'].sum()\n\ntotal(sales)", sales=sales)
    assert done.status is RunStatus.ERROR
    assert (done.error.ename, done.error.evalue, done.error.line) == ("KeyError", "'unit'", 2)
    assert done.error.frame.splitlines() == ["line 4: total(sales)", "line 2: return frame['unit'].sum()"]
    assert "site-packages" not in done.error.traceback
    assert "\x1b" not in done.error.traceback


async def test_a_syntax_error_names_its_line(session):
    done = await run(session, "x = 1\ny = = 2")
    assert (done.status, done.error.ename, done.error.line) == (RunStatus.ERROR, "SyntaxError", 2)
    assert done.error.frame == "line 2: y = = 2"


async def test_an_endless_loop_is_ended_and_shows_where_it_was(session):
    done = await run(session, "print('started')\nwhile True:\n    pass", deadline_s=0.5)
    assert done.status is RunStatus.DEADLINE
    assert done.error.line in (2, 3)
    assert done.outputs[0].get("text/plain") == "started\n"


async def test_a_loop_that_ignores_interrupts_is_ended_too(session):
    code = "while True:\n    try:\n        while True:\n            pass\n    except KeyboardInterrupt:\n        pass"
    done = await run(session, code, deadline_s=0.5)
    assert done.status is RunStatus.DEADLINE


async def test_a_kernel_that_exits_is_reported_as_dead(session):
    done = await run(session, "import os\nos._exit(0)")
    assert done.status is RunStatus.DIED
    assert done.error.ename == "KernelDied"


async def test_a_flood_of_output_ends_the_run(session):
    done = await run(session, "while True:\n    print('x' * 1000)")
    assert done.status is RunStatus.OUTPUT
    assert done.outputs == ()


async def test_asking_for_input_is_an_error_not_a_wait(session):
    done = await run(session, "name = input('Your name?')")
    assert (done.status, done.error.ename) == (RunStatus.ERROR, "StdinNotImplementedError")


async def test_an_endless_recursion_is_an_error_with_few_frames(session):
    done = await run(session, "def f():\n    return f()\n\nf()")
    assert (done.status, done.error.ename, done.error.line) == (RunStatus.ERROR, "RecursionError", 2)
    assert len(done.error.traceback.splitlines()) < 40


async def test_code_that_breaks_its_own_streams_still_reports(session):
    done = await run(session, "import sys\nsys.stdout = None\nx = 7")
    assert [name for name, _ in done.changed] == ["x"]


async def test_leaving_by_exit_is_an_error_not_a_success(session):
    done = await run(session, "import sys\nsys.exit()")
    assert (done.status, done.error.ename) == (RunStatus.ERROR, "SystemExit")


async def test_more_memory_than_there_is_is_a_memory_status(session):
    done = await run(session, "b = bytearray(1 << 45)")
    assert done.status is RunStatus.MEMORY


async def test_what_is_printed_is_one_text(session):
    done = await run(session, "for i in range(3):\n    print(i)")
    assert [output.get("text/plain") for output in done.outputs] == ["0\n1\n2\n"]


async def test_new_and_changed_variables_are_told_and_others_are_not(session, sales):
    code = "sales['total'] = sales['units'] * 2\nbest = 'north'\nimport math\nnumbers.append(4)"
    done = await run(session, code, sales=sales, numbers=[1, 2], other=sales.copy(), word="w")
    assert sorted(name for name, _ in done.changed) == ["best", "numbers", "sales"]


async def test_a_function_that_the_candidate_defines_is_probed(session):
    code = "def double(x):\n    print('noise')\n    return 2 * x"
    done = await run(session, code, probes=("double(4)", "double([1])", "double()", "double(4) == 9"))
    values = [json.loads(probe.value.data).get("v") if probe.value else probe.error for probe in done.probes]
    assert values[0] == 8
    assert values[2].startswith("TypeError: ")
    assert values[3] is False
    assert done.outputs == ()


async def test_a_probe_that_changes_its_argument_does_not_disturb_the_next(session):
    done = await run(
        session, "def grow(items):\n    items.append(1)\n    return len(items)", probes=("grow(x)",) * 2, x=[]
    )
    assert [json.loads(probe.value.data)["v"] for probe in done.probes] == [1, 1]


async def test_a_probe_that_never_ends_fails_alone(session):
    code = "def f(n):\n    while n:\n        pass\n    return n"
    done = await run(session, code, probes=("f(1)", "f(0)"))
    assert done.ok
    assert done.probes[0].error.startswith("OutOfTime")
    assert json.loads(done.probes[1].value.data) == {"v": 0}


async def test_perturbed_frames_are_what_the_candidate_sees(session, sales):
    plain = await run(session, "len(sales)", sales=sales)
    dropped = await run(session, "len(sales)", sales=sales, variant="drop")
    assert (json.loads(plain.value.data), json.loads(dropped.value.data)) == ({"v": 3}, {"v": 2})
