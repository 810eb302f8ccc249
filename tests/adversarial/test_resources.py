"""A candidate that takes all it can get neither harms the machine nor outlives its deadline."""

# ruff: noqa: E501 - an attack is easier to judge on one line; its paths are the attacker's choice

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from arena import LIMITS, Attack

from smallcode_nb.agent.types import RunStatus

pytestmark = pytest.mark.asyncio(loop_scope="session")

OK, ERROR, MEMORY, DISK = RunStatus.OK, RunStatus.ERROR, RunStatus.MEMORY, RunStatus.DISK
DEADLINE, OUTPUT, DIED = RunStatus.DEADLINE, RunStatus.OUTPUT, RunStatus.DIED


@dataclass(frozen=True)
class Hog:
    """Code and how its run may end."""

    name: str
    code: str
    ends: set[RunStatus]
    deadline_s: float = 4.0
    memory_bytes: int = LIMITS.memory_bytes + (200 << 20)

    @property
    def patience_s(self) -> float:
        """A slow machine takes its time to meet a limit; only where the deadline may be that limit is it short."""
        return self.deadline_s if RunStatus.DEADLINE in self.ends else 30.0

    def __str__(self):
        return self.name


HOGS = [
    Hog("a growing list", "x = []\nwhile True: x.append('x' * 100_000 + str(len(x)))", {MEMORY, ERROR, DIED}),
    Hog("one huge array", "import numpy as np\nnp.ones(10**10)", {MEMORY, ERROR}),
    Hog("many arrays", "import numpy as np\nx = []\nwhile True: x.append(np.ones(10**6))", {MEMORY, ERROR, DIED}),
    Hog(
        "shared anonymous maps",
        "import mmap\nx = []\nwhile True:\n    m = mmap.mmap(-1, 1 << 24); m[:] = bytes(1 << 24); x.append(m)",
        {MEMORY, ERROR, DIED},
    ),
    Hog("hidden memory files", "f = os.memfd_create('x')\nwhile True: os.write(f, bytes(1 << 20))", {ERROR}),
    Hog(
        "a zip bomb",
        "import zlib\nb = zlib.compress(bytes(10**8))\nx = []\nwhile True: x.append(zlib.decompress(b))",
        {MEMORY, ERROR, DIED},
    ),
    Hog(
        "full pipes",
        "import fcntl\nx = []\nwhile True:\n    r, w = os.pipe(); os.set_blocking(w, False); x.append(r)\n"
        "    try:\n        while True: os.write(w, bytes(65536))\n    except BlockingIOError: pass",
        {ERROR, DIED, DEADLINE},
    ),
    Hog("larger pipes", "import fcntl\nr, w = os.pipe(); fcntl.fcntl(w, 1031, 1 << 24)", {ERROR}),
    Hog(
        "full socket buffers",
        "x = []\nwhile True:\n    a, b = socket.socketpair(); a.setblocking(False); x.append((a, b))\n"
        "    try:\n        while True: a.send(bytes(65536))\n    except BlockingIOError: pass",
        {ERROR, DIED, DEADLINE},
    ),
    Hog("threads", "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(60,)).start()", {MEMORY, ERROR, DEADLINE, DIED}),
    Hog("open files", "x = []\nwhile True: x.append(open('f', 'w'))", {ERROR, DIED, DEADLINE}),
    Hog("one big file", "with open('big', 'wb') as f:\n    while True: f.write(bytes(1 << 20))", {ERROR}),
    Hog("a file with a hole", "os.truncate(os.open('hole', os.O_CREAT | os.O_RDWR), 1 << 40)", {ERROR}),
    Hog(
        "many big files",
        "i = 0\nwhile True:\n    i += 1\n    with open(f'big{i}', 'wb') as f: f.write(os.urandom(1 << 20))",
        {DISK},
    ),
    Hog("many small files", "i = 0\nwhile True:\n    i += 1\n    os.close(os.open(f'small{i}', os.O_CREAT))", {DISK}),
    Hog("many folders", "while True:\n    os.mkdir('d'); os.chdir('d')", {DISK, ERROR, DEADLINE}),
    Hog("a catastrophic regular expression", "import re\nre.match('(a+)+$', 'a' * 40 + 'b')", {DEADLINE}, 1.0),
    Hog("a huge integer", "10 ** 10 ** 9", {DEADLINE, MEMORY, ERROR}, 1.0),
    Hog("printing a huge integer", "sys.set_int_max_str_digits(0)\nx = str(3 ** 10 ** 7)", {DEADLINE}, 1.0),
    Hog("an endless product of matrices", "import numpy as np\na = np.ones((900, 900))\nwhile True: a @ a", {DEADLINE}, 1.0),
    Hog("an endless loop", "while True: pass", {DEADLINE}, 0.5),
    Hog("sleeping", "import time\ntime.sleep(600)", {DEADLINE}, 0.5),
    Hog("waiting for input that never comes", "input()", {ERROR}),
    Hog("ignoring every signal", "for s in range(1, 32):\n    try: signal.signal(s, signal.SIG_IGN)\n    except OSError: pass\nwhile True: pass", {DEADLINE}, 0.5),
    Hog("swallowing interrupts", "while True:\n    try:\n        while True: pass\n    except BaseException: pass", {DEADLINE}, 0.5),
    Hog("stopping itself", "os.kill(os.getpid(), signal.SIGSTOP)", {DEADLINE}, 0.5),
    Hog("a flood of lines", "while True: print('x' * 1000)", {OUTPUT, DEADLINE}, memory_bytes=250 << 20),
    Hog("a flood on the raw descriptor", "while True: os.write(1, b'x' * 4096)", {OUTPUT, DEADLINE}, memory_bytes=250 << 20),
    Hog("one huge display", "from IPython.display import HTML, display\ndisplay(HTML('x' * (100 << 20)))", {OUTPUT, MEMORY, ERROR, DIED, DEADLINE}),
    Hog("many displays", "from IPython.display import HTML, display\nwhile True: display(HTML('x' * 100_000))", {OUTPUT, DEADLINE}),
    Hog("a huge result", "'x' * (50 << 20)", {OK, OUTPUT, MEMORY, ERROR}),
    Hog("a huge error", "raise ValueError('x' * (50 << 20))", {ERROR, OUTPUT, MEMORY, DIED, DEADLINE}),
    Hog("a huge traceback", "def f(n): return f(n - 1) if n else 1 / 0\nsys.setrecursionlimit(10**6)\nf(20_000)", {ERROR, DIED, DEADLINE}),
    Hog("endless recursion", "def f(): return f()\nf()", {ERROR}),
    Hog("endless recursion in C", "sys.setrecursionlimit(10**9)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)", {ERROR, DIED}),
    Hog("a segmentation fault", "ctypes.string_at(0)", {DIED}),
    Hog("an abort", "os.abort()", {DIED}),
    Hog("its processor time", "import threading\nfor _ in range(8): threading.Thread(target=lambda: [None for _ in iter(int, 1)]).start()\nwhile True: pass", {DEADLINE}, 1.0),
]  # fmt: skip


@pytest.mark.parametrize("hog", HOGS, ids=str)
async def test_a_greedy_candidate_is_stopped_within_its_limits(hog, confined, victims):
    with _peak_memory() as peak:
        run = await confined.attack(Attack(hog.name, hog.code, lambda v, r: False, deadline_s=hog.patience_s), victims)
    assert run.status in hog.ends, run
    assert max(peak, default=0) < hog.memory_bytes


async def test_the_next_candidate_is_unaffected(confined, victims):
    run = await confined.attack(Attack("next", "print(arena + 1)", lambda v, r: False), victims)
    assert run.status is OK
    assert "2" in repr(run.outputs)


@contextlib.contextmanager
def _peak_memory():
    """Resident bytes of the largest forked kernel, sampled while the block runs."""
    seen = []

    async def watch():
        while True:
            seen.extend(_resident())
            await asyncio.sleep(0.1)

    task = asyncio.get_running_loop().create_task(watch())
    try:
        yield seen
    finally:
        task.cancel()


def _resident():
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except (OSError, ValueError):
            continue
        if "2" in lines.get("Seccomp", "") and "VmRSS" in lines:
            yield int(lines["VmRSS"].split()[0]) << 10
