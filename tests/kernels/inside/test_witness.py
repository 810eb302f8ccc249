"""What is noted before a candidate and told after it, in a shell of this process."""

import json
import random
import signal
import sys
import time

import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from smallcode_nb.kernels.dialogue import MIME
from smallcode_nb.kernels.inside import witness


@pytest.fixture
def shell():
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()
    witness._state = None


@pytest.fixture
def told(shell):
    """Run code in the shell, with these variables, as a candidate is run; what is reported of it."""

    def tell(code, *probes, seconds=10.0, variant="", **variables):
        shell.user_ns.update(variables)
        witness.prepare(variant, seed=7)
        shell.run_cell(code, silent=False, store_history=False)
        report = witness.report(code, json.dumps(probes), seconds)
        return report._repr_mimebundle_()[MIME]

    return tell


def plain(portrait):
    return json.loads(portrait["data"])


def test_the_value_of_the_last_line_and_what_changed_are_told(told):
    content = told("items.append(3)\nfresh = 5\nlen(items)", items=[1, 2], same=[1])
    assert plain(content["value"]) == {"v": 3}
    assert sorted(name for name, _ in content["changed"]) == ["fresh", "items"]


def test_probes_see_the_variables_and_change_nothing(told):
    content = told("x = [1]", "x.append(2) or x", "len(x)", "1 / 0", "1 +")
    assert [p["error"].split(":")[0] for p in content["probes"]] == ["", "", "ZeroDivisionError", "SyntaxError"]
    assert plain(content["probes"][1]["value"]) == {"v": 1}


def test_a_probe_that_ends_the_interpreter_is_an_error_of_its_own(told):
    content = told("x = 1", "exit()", "x")
    assert content["probes"][0]["error"]
    assert plain(content["probes"][1]["value"]) == {"v": 1}


def test_an_error_is_told_with_its_line_and_nothing_else_is(told, capsys):
    content = told("x = 1\ny = x / 0")
    assert list(content) == ["error"]
    assert (content["error"]["ename"], content["error"]["line"]) == ("ZeroDivisionError", 2)


def test_random_numbers_are_the_same_every_time(told):
    drawn = [plain(told("import random\nrandom.random()")["value"])]
    random.seed(1)
    assert [plain(told("import random\nrandom.random()")["value"])] == drawn


def test_a_probe_that_takes_too_long_is_given_up_and_its_alarm_put_away(told, monkeypatch):
    monkeypatch.setattr(witness, "STEP_S", 0.1)
    start = time.monotonic()
    content = told("import time", "time.sleep(60)", "1 + 1")
    assert content["probes"][0]["error"].startswith("OutOfTime")
    assert plain(content["probes"][1]["value"]) == {"v": 2}
    assert time.monotonic() - start < 30
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_without_time_there_are_no_values_but_a_report(told):
    content = told("x = 1\nx", "x", seconds=0.0)
    assert plain(content["value"])["type"] == "too slow to describe"
    assert content["probes"][0]["error"].startswith("OutOfTime")


def test_what_probes_print_does_not_get_out(told, capsys):
    told("x = 1", "print('from a probe')")
    assert "from a probe" not in capsys.readouterr().out


def test_code_that_takes_its_streams_away_is_given_them_back(told, shell):
    before = sys.stdout
    told("import sys\nsys.stdout = None")
    assert sys.stdout is before


def test_frames_are_perturbed_before_they_count_as_known(told):
    frame = pd.DataFrame({"a": np.arange(50)})
    content = told("x = 1", variant="shuffled", frame=frame)
    assert [name for name, _ in content["changed"]] == ["x"]


def test_a_report_without_a_beginning_says_so(shell):
    assert "not prepared" in witness.report("", "[]", 1.0).content["notes"][0]
    assert repr(witness.Report({})) == "Report()"
