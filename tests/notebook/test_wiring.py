"""The magics over real throwaway kernels; only the model is scripted."""

from pathlib import Path

import pytest
from kernels import running_kernel

SETUP = """
import pandas as pd
sales = pd.DataFrame({'city': ['a', 'b', 'a'], 'price': [1, 2, 3]})
session.close()
from smallcode_nb.notebook.wiring import default_wiring
import dataclasses
wiring = dataclasses.replace(default_wiring(), load_model=session._wiring.load_model)
session = load(get_ipython(), wiring)
session.settings.display = 'text'
"""


@pytest.fixture(scope="module")
def kernel():
    with running_kernel() as kernel:
        yield kernel


def start(kernel, *replies):
    kernel.script(*replies)
    assert kernel.execute(SETUP).status == "ok"


def children(kernel):
    """Processes below the user's kernel."""
    pid = int(kernel.value("__import__('os').getpid()"))
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(word) for task in tasks for word in task.read_text().split()}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts processes through /proc")
class TestRealKernels:
    """One user kernel, real throwaway kernels."""

    def test_candidates_see_a_copy_of_the_data_and_the_best_becomes_the_next_cell(self, kernel):
        start(kernel, "sales.loc[:, 'price'] = 0\n1 / 0", "sales.groupby('city')['price'].sum()")
        answer = kernel.execute("%%smallcode --n 4 total price by city")
        assert answer.handed[0].endswith("sales.groupby('city')['price'].sum()")
        assert "a    4" in answer.text
        assert kernel.value("int(sales['price'].sum())") == "6"

    def test_the_users_own_test_decides(self, kernel):
        start(kernel, "total = 5", "total = int(sales['price'].sum())")
        answer = kernel.execute("%%smallcode --n 2 total price\nassert total == 6")
        assert answer.shown[0]["metadata"]["smallcode"]["label"] == "examples passed"
        assert answer.handed[0].endswith("total = int(sales['price'].sum())")

    def test_an_interrupt_while_a_candidate_runs_leaves_no_busy_process(self, kernel):
        start(kernel, "while True: pass")
        answer = kernel.execute("%%smallcode --n 2 total price", interrupt_when="running")
        assert answer.status == "ok"
        assert "Interrupted" in answer.text
        assert kernel.execute("session.close()").status == "ok"
        assert children(kernel) == set()
        assert kernel.value("int(sales['price'].sum())") == "6"
