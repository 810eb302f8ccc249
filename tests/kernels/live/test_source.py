"""A live fork of a real notebook kernel: sees everything, changes nothing, refused where it would hang."""

import sys

import pytest
from jupyter_client.manager import start_new_kernel

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only")

SETUP = """
import asyncio, threading
from smallcode_nb.agent.types import Job
from smallcode_nb.errors import SmallCodeError
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.live.source import LiveSource

def tried(*codes):
    '''Run each code in a live fork, from a background thread as the session does.'''
    async def work():
        source = LiveSource()
        try:
            async with KernelExecutor(source, lambda: {"x": 0}).open() as session:
                for code in codes:
                    run = await session.run(Job(code=code, deadline_s=30))
                    print(run.status, run.tier, [dict(o.data).get("text/plain") for o in run.outputs], run.error and run.error.ename)
                print(session.notes)
        except SmallCodeError as e:
            print("refused:", e)
        finally:
            await source.close()
    thread = threading.Thread(target=lambda: asyncio.run(work()), name="smallcode")
    thread.start()
    thread.join()
"""  # noqa: E501 - runs in the kernel


@pytest.fixture(scope="module")
def notebook():
    """Runs a cell in a real kernel; what it printed."""
    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=120)

    def run(code):
        printed = []
        client.execute_interactive(code, timeout=120, output_hook=lambda m: printed.append(_text(m)))
        return "".join(printed)

    assert not run(SETUP)
    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def _text(message):
    content = message["content"]
    return content.get("text", "") or "\n".join(content.get("traceback", ""))


def test_it_sees_what_cannot_be_copied_and_the_original_stays(notebook):
    notebook("numbers = (i * i for i in range(5))\nbox = [1, 2]\ndef size(): return len(box)")
    said = notebook("tried('box.append(3); print(next(numbers), next(numbers), next(numbers), size())')")
    assert "0 1 4 3" in said, said
    assert "landlock+seccomp" in said
    assert notebook("print(next(numbers), box)").strip() == "0 [1, 2]"


def test_candidates_do_not_see_one_another_and_the_user_is_told_what_they_could_read(notebook):
    said = notebook("n = [0]\ntried('n.append(1); print(len(n))', 'n.append(1); print(len(n))')")
    assert said.count("2\\n") == 2, said
    assert "memory" in said


def test_files_and_network_are_out_of_reach_all_the_same(notebook, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("token")
    said = notebook(f"tried({f'open({str(secret)!r}).read()'!r}, 'import socket; socket.socket()')")
    assert said.count("PermissionError") == 2, said


def test_the_notebooks_environment_is_not_passed_on(notebook):
    said = notebook(
        "import os\nos.environ['MY_TOKEN'] = 'abc'\ntried('import os; print(os.environ.get(\"MY_TOKEN\"))')"
    )
    assert "None" in said, said


def test_it_leaves_no_process(notebook):
    said = notebook("import os\ntried('x')\nprint(open(f'/proc/self/task/{os.getpid()}/children').read().split())")
    assert said.strip().endswith("[]"), said


def test_it_is_refused_while_another_thread_runs(notebook):
    notebook("stop = threading.Event()\nt = threading.Thread(target=stop.wait, name='my worker')\nt.start()")
    said = notebook("tried('1')\nstop.set()\nt.join()")
    assert "refused:" in said, said
    assert "my worker" in said


def test_it_is_refused_while_a_file_is_mapped_for_writing(notebook, tmp_path):
    path = str(tmp_path / "numbers.bin")
    notebook(f"import numpy as np\nm = np.memmap({path!r}, dtype='f8', mode='w+', shape=1000)")
    said = notebook("tried('m[:] = 1')\nprint(m.sum())\ndel m")
    assert "numbers.bin" in said, said
    assert said.strip().endswith("0.0")


def test_it_is_refused_once_openmp_has_run(notebook):
    pytest.importorskip("torch")
    said = notebook("import torch\ntorch.set_num_threads(2)\na = torch.ones(500, 500)\na @ a\ntried('1')")
    assert "refused:" in said, said
    assert "OpenMP" in said
