"""Ordinary analysis code gives the same result in a confined throwaway kernel as here."""

# ruff: noqa: E501 - a workload is easier to read on one line

import contextlib
import gc
import importlib.util
import io
import os
import sys
import warnings

import pytest
import pytest_asyncio

from smallcode_nb.agent.types import Job
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.forked import ForkedSource, Settings

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
]

DATA = "name,group,value\nann,a,1.5\nbob,b,2.5\ncid,a,\ndan,b,4.0\n"

#: name → code that prints; libraries it needs beyond the package's own
WORKLOADS = {
    "read a csv and group": "import pandas as pd\nprint(pd.read_csv('data.csv').groupby('group').value.agg(['mean', 'count']))",
    "pivot": "import pandas as pd\nd = pd.read_csv('data.csv')\nprint(d.pivot_table(index='name', columns='group', values='value'))",
    "merge": "import pandas as pd\nd = pd.read_csv('data.csv')\nprint(d.merge(d, on='group').shape)",
    "rolling window": "import pandas as pd\nprint(pd.Series(range(50)).rolling(7).mean().describe())",
    "resample dates": "import pandas as pd\ns = pd.Series(range(90), pd.date_range('2024-01-01', periods=90))\nprint(s.resample('MS').sum())",
    "time zones": "import pandas as pd\nprint(pd.Timestamp('2024-03-31 01:30', tz='Europe/Berlin') + pd.Timedelta('1h'))",
    "categories": "import pandas as pd\nprint(pd.cut(pd.Series(range(20)), 4).value_counts(sort=False))",
    "string methods": "import pandas as pd\nprint(pd.Series(['a-b', 'c-d', None]).str.split('-', expand=True))",
    "missing values": "import pandas as pd\nprint(pd.read_csv('data.csv').value.interpolate().tolist())",
    "save and load csv": "import pandas as pd\npd.DataFrame({'a': [1, 2]}).to_csv('out.csv', index=False)\nprint(open('out.csv').read())",
    "save over an existing file": "import pandas as pd\nd = pd.read_csv('data.csv')\nd['x'] = 1\nd.to_csv('data.csv', index=False)\nprint(pd.read_csv('data.csv').shape)",
    "save and load parquet": "import pandas as pd\npd.read_csv('data.csv').to_parquet('out.parquet')\nprint(pd.read_parquet('out.parquet'))",
    "save and load pickle": "import pandas as pd\npd.read_csv('data.csv').to_pickle('out.pkl')\nprint(pd.read_pickle('out.pkl'))",
    "save and load json": "import json\njson.dump({'a': [1, 2]}, open('out.json', 'w'))\nprint(json.load(open('out.json')))",
    "pandas and sqlite": "import pandas as pd, sqlite3\nc = sqlite3.connect('out.db')\npd.read_csv('data.csv').to_sql('t', c)\nprint(pd.read_sql('select name from t where value > 2', c))\nc.close()",
    "sqlite in memory": "import sqlite3\nc = sqlite3.connect(':memory:')\nprint(c.execute('select 6 * 7').fetchall())\nc.close()",
    "linear algebra": "import numpy as np\na = np.arange(9.).reshape(3, 3) + np.eye(3)\nprint(np.linalg.solve(a, np.ones(3)).round(6), np.linalg.eigvalsh(a @ a.T).round(6))",
    "a large product": "import numpy as np\na = np.ones((700, 700))\nprint((a @ a).sum())",
    "seeded random numbers": "import numpy as np, random\nrandom.seed(1)\nprint(np.random.default_rng(1).normal(size=3), random.random())",
    "fourier": "import numpy as np\nprint(np.fft.rfft(np.arange(8)).round(3))",
    "memory map in its own folder": "import numpy as np\nm = np.memmap('m', dtype='f8', mode='w+', shape=10)\nm[:] = 2\nprint(m.sum())",
    "save and load arrays": "import numpy as np\nnp.savez('a', x=np.arange(3))\nprint(np.load('a.npz')['x'])",
    "a figure to a file": "import matplotlib\nimport matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('x')\nplt.savefig('f.png')\nimport os\nprint(os.path.getsize('f.png') > 1000)\nplt.close('all')",
    "fonts": "import matplotlib.font_manager as f\nprint(os.path.basename(f.findfont('DejaVu Sans')) if (os := __import__('os')) else 0)",
    "regular expressions": "import re\nprint(re.findall(r'(\\\\w+)@(\\\\w+)', 'ann@x bob@y'))",
    "asyncio": "import asyncio\nasync def f(i):\n    await asyncio.sleep(0.01)\n    return i\nasync def main():\n    print(await asyncio.gather(*map(f, range(5))))\nimport threading\nt = threading.Thread(target=lambda: asyncio.run(main()))\nt.start()\nt.join()",
    "threads": "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(4) as p:\n    print(list(p.map(abs, [-1, -2])))",
    "temporary files": "import tempfile\nwith tempfile.TemporaryDirectory() as d, open(d + '/x', 'w') as f:\n    print(f.write('hello'))",
    "pathlib": "from pathlib import Path\nPath('a/b').mkdir(parents=True)\nPath('a/b/c.txt').write_text('x')\nprint(sorted(p.name for p in Path('a').rglob('*')))",
    "zip and gzip": "import gzip, zipfile\nwith gzip.open('x.gz', 'wt') as f:\n    f.write('hi')\nwith zipfile.ZipFile('x.zip', 'w') as z:\n    z.writestr('y', 'z')\nprint(gzip.open('x.gz', 'rt').read(), zipfile.ZipFile('x.zip').namelist())",
    "copying files": "import shutil\nshutil.copy2('data.csv', 'copy.csv')\nprint(open('copy.csv').read())",
    "locale and unicode": "import unicodedata\nprint(unicodedata.normalize('NFC', 'é'), 'ß'.upper(), sorted('zaä'))",
    "decimals, fractions, statistics": "import decimal, fractions, statistics\nprint(decimal.Decimal('0.1') * 3, fractions.Fraction(1, 3), statistics.stdev([1, 2, 4]))",
    "named tuples and dataclasses": "import collections, dataclasses\nP = collections.namedtuple('P', 'x y')\nD = dataclasses.make_dataclass('D', ['a'])\nprint(P(1, 2), D(3))",
    "sleeping and the clock": "import time\nt = time.monotonic()\ntime.sleep(0.02)\nprint(time.monotonic() - t >= 0.02)",
    "counting processors": "import os\nprint(os.cpu_count() > 0, len(os.sched_getaffinity(0)) > 0)",
}
OPTIONAL = {
    "scipy": "import scipy.optimize as o, scipy.stats as s\nprint(round(o.brentq(lambda x: x * x - 2, 0, 2), 6), round(s.norm.cdf(1), 6))",
    "sklearn": "from sklearn.linear_model import LinearRegression\nfrom sklearn.ensemble import RandomForestRegressor\nimport numpy as np\nx = np.arange(20.).reshape(-1, 1)\nprint(LinearRegression().fit(x, x[:, 0] * 2).coef_.round(6), RandomForestRegressor(5, random_state=0, n_jobs=2).fit(x, x[:, 0]).predict([[3.]]))",
    "seaborn": "import seaborn as sns, pandas as pd\nprint(len(sns.histplot(pd.read_csv('data.csv').value).patches))",
    "joblib": "from joblib import Parallel, delayed\nprint(Parallel(n_jobs=2)(delayed(abs)(i) for i in [-1, -2]))",
    "pyarrow": "import pyarrow as pa, pyarrow.compute as c\nprint(c.sum(pa.array([1, 2, 3])))",
    "torch": "import torch\nprint(torch.ones(3).sum())",
}  # fmt: skip
CASES = [
    *WORKLOADS.items(),
    *(
        pytest.param(
            n, c, marks=pytest.mark.skipif(importlib.util.find_spec(n) is None, reason=f"{n} is not installed")
        )
        for n, c in OPTIONAL.items()
    ),
]


def _id(value):
    return value if "print" not in value else ""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def kernels(tmp_path_factory):
    project = tmp_path_factory.mktemp("inside")
    (project / "data.csv").write_text(DATA)
    source = ForkedSource(Settings(project=project))
    async with KernelExecutor(source, lambda: {"nothing": 0}).open() as session:
        yield session
    await source.close()


@pytest.mark.parametrize(("name", "code"), CASES, ids=_id)
async def test_the_same_inside_and_outside(name, code, kernels, tmp_path, monkeypatch):
    run = await kernels.run(Job(code=code, deadline_s=30))
    assert run.ok, run.error
    inside = "".join(o.data[0][1] for o in run.outputs if o.kind == "stream" and ("name", "stdout") in o.data)
    (tmp_path / "data.csv").write_text(DATA)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    outside = _run_here(code, name)
    assert outside.strip()
    assert inside.strip() == outside.strip()


def _run_here(code, name):
    """What it prints in this process; files it forgets to close are closed by the collector."""
    outside = io.StringIO()
    with contextlib.redirect_stdout(outside), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(code, name, "exec"), {"__name__": "__main__", "os": os})
        gc.collect()
    return outside.getvalue()


async def test_a_figure_a_progress_bar_and_an_async_cell_work(kernels):
    code = """%matplotlib inline
import asyncio, time
import matplotlib.pyplot as plt
await asyncio.sleep(0.01)
for i in range(3):
    print(f'\\r{i}/3', end='', flush=True)
plt.plot([1, 2])
plt.show()
"""
    run = await kernels.run(Job(code=code, deadline_s=30))
    assert run.ok, run.error
    assert len(run.figures) == 1
    assert "2/3" in "".join(o.get("text") or repr(o.data) for o in run.outputs)
