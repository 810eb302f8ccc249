"""The executor inside a real notebook's kernel, on an event loop of a background thread."""

import nbformat
from nbclient import NotebookClient

CELLS = [
    "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2, 3]})\ndef total():\n    return int(df['a'].sum())",
    """
import asyncio, json, os, threading
from smallcode_nb.agent.types import Job
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.pool import PooledSource

loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()
source = PooledSource(warm=1)
executor = KernelExecutor(source, lambda: dict(get_ipython().user_ns), 2)

async def work():
    async with executor.open(frozenset({"df", "total"})) as session:
        jobs = [Job("df['a'] = df['a'] * 10\\ntotal()"), Job("df.undefined"), Job("import os; os.getpid()")]
        return await asyncio.gather(*map(session.run, jobs))

good, bad, pid = asyncio.run_coroutine_threadsafe(work(), loop).result(60)
print(json.loads(good.value.data)["v"], bad.error.ename, json.loads(pid.value.data)["v"] != os.getpid(), total())
asyncio.run_coroutine_threadsafe(source.close(), loop).result(30)
""",
    "import psutil\nprint([p.name() for p in psutil.Process().children(recursive=True)])",
]


def test_candidates_run_from_a_background_thread_of_a_notebook():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in CELLS])
    NotebookClient(notebook, timeout=90, kernel_name="python3").execute()
    texts = ["".join(o.get("text", "") for o in cell.outputs).strip() for cell in notebook.cells]
    assert texts[1:] == ["60 AttributeError True 6", "[]"]
