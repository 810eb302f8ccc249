"""Victims for attacks, and attackers confined as a user's candidates are.

Every victim is made here: folders, processes in sessions of their own, sockets on
loopback. Whether an attack worked is read from the victim, never from the attacker.
"""

from __future__ import annotations

import contextlib
import os
import resource
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from smallcode_nb.agent.types import Job, Run
from smallcode_nb.kernels import folder
from smallcode_nb.kernels.driver import drive
from smallcode_nb.kernels.forked import ForkedSource, Settings
from smallcode_nb.kernels.sandbox.tiers import Tier
from smallcode_nb.kernels.zygote.protocol import Limits

LIMITS = Limits(
    memory_bytes=300 << 20,
    cpu_s=10,
    file_bytes=16 << 20,
    open_files=128,
    scratch_bytes=32 << 20,
    scratch_files=500,
)

PRELUDE = """
import ctypes, os, signal, socket, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
def syscall(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_void_p(a) if isinstance(a, int) else a for a in arguments])
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
"""


@dataclass(frozen=True)
class Attack:
    """Code, and how to tell from outside that it worked.

    `worked` is asked after the attacker is gone. `bare` says that it is harmless
    enough to be run unconfined as well, where it must work: that shows the attack
    is one. `status` are the only ways its run may end, if that matters.
    """

    name: str
    code: str
    worked: Callable[[Victims, Run], object]
    bare: bool = False
    deadline_s: float = 5.0

    def __str__(self) -> str:
        return self.name


@dataclass
class Victims:
    """What there is to harm; new for every attack."""

    # beside the kernels' own folders, so that links between the two are possible
    root: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="sc-victims-", dir=folder.places()[0])))
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    visits: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home = self.root / "home"
        self.secret = self.home / ".ssh" / "id_ed25519"
        self.secret.parent.mkdir(parents=True)
        self.secret.write_text(self.token)
        self.victim = self.home / "diary.txt"
        self.victim.write_text("dear diary")
        os.utime(self.victim, (1_000_000_000, 1_000_000_000))
        self._processes: list[subprocess.Popen[bytes]] = []
        self._sockets: list[socket.socket] = []
        self.process = self.start()
        self.tcp = self._listen(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)).getsockname()[1]
        self.udp = self._listen(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)).getsockname()[1]
        self.path_stream = str(self.root / "stream")
        self._listen(socket.AF_UNIX, socket.SOCK_STREAM, self.path_stream)
        self.path_datagram = str(self.root / "datagram")
        self._listen(socket.AF_UNIX, socket.SOCK_DGRAM, self.path_datagram)
        self.abstract = "sc-" + self.token
        self._listen(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + self.abstract)

    def start(self) -> subprocess.Popen[bytes]:
        """A process of its own session with the token in its environment."""
        process = subprocess.Popen(["/bin/sleep", "600"], env={"TOKEN": self.token}, start_new_session=True)
        self._processes.append(process)
        return process

    def _listen(self, family: int, kind: int, address: object) -> socket.socket:
        server = socket.socket(family, kind)
        server.bind(address)
        if kind == socket.SOCK_STREAM:
            server.listen()
        server.settimeout(0.05)
        self._sockets.append(server)
        return server

    def visited(self) -> bool:
        """Whether anything reached one of the sockets."""
        for server in self._sockets:
            with contextlib.suppress(OSError):
                if server.type == socket.SOCK_DGRAM:
                    self.visits.append(server.recv(100))
                else:
                    connection, _ = server.accept()
                    connection.close()
                    self.visits.append(b"connection")
        return bool(self.visits)

    def names(self) -> dict[str, object]:
        """What an attacker is told about its victims."""
        return {
            "HOME": str(self.home),
            "SECRET": str(self.secret),
            "VICTIM": str(self.victim),
            "PID": self.process.pid,
            "TCP": self.tcp,
            "UDP": self.udp,
            "STREAM": self.path_stream,
            "DATAGRAM": self.path_datagram,
            "ABSTRACT": "\0" + self.abstract,
            "ROOT": str(self.root),
            "STACK": self.stack(),
        }

    def stolen(self, run: Run) -> bool:
        """Whether the token is in anything the attacker could say."""
        return self.token in repr(run)

    def diary_changed(self) -> bool:
        """Whether the file is another one, or looks another way, than it was."""
        try:
            status = self.victim.lstat()
            return (
                self.victim.read_text() != "dear diary"
                or status.st_mode & 0o777 not in (0o644, 0o664, 0o600)
                or status.st_mtime != 1_000_000_000
                or status.st_nlink != 1
                or bool(os.listxattr(self.victim))
            )
        except OSError:
            return True

    def ended(self) -> bool:
        """Whether the process was killed."""
        time.sleep(0.02)
        return self.process.poll() is not None

    def status(self, key: str) -> str:
        """A line of the process's /proc status."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith(key + ":"))

    def open_files(self) -> int:
        """The process's limit on open files."""
        return resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE)[0]

    def nice(self) -> int:
        """The process's priority."""
        return os.getpriority(os.PRIO_PROCESS, self.process.pid)

    def affinity(self) -> set[int]:
        """The cores the process may use."""
        return os.sched_getaffinity(self.process.pid)

    def scheduler(self) -> int:
        """The process's scheduling class."""
        return os.sched_getscheduler(self.process.pid)

    def stack(self) -> int:
        """An address in the process's memory that can be read; a process just started has no stack for a moment."""
        until = time.monotonic() + 5
        while time.monotonic() < until:
            for line in Path(f"/proc/{self.process.pid}/maps").read_text().splitlines():
                if "[stack]" in line:
                    return int(line.split("-")[1].split()[0], 16) - 4096
            time.sleep(0.01)
        raise LookupError("no stack")

    def close(self) -> None:
        """End and remove everything."""
        for process in self._processes:
            process.kill()
            process.wait()
        for server in self._sockets:
            server.close()
        shutil.rmtree(self.root, ignore_errors=True)


class Arena:
    """Runs attacks at one tier."""

    def __init__(self, tier: Tier) -> None:
        self.tier = tier
        self.project = Path(tempfile.mkdtemp(prefix="sc-project-"))
        (self.project / "data.csv").write_text("a,b\n1,2\n")
        (self.project / ".env").write_text("KEY=1")
        settings = Settings(modules=("numpy", "pandas"), ahead=2, limits=LIMITS, tier=tier, project=self.project)
        self.source = ForkedSource(settings)
        self.snapshot = None

    async def attack(self, attack: Attack, victims: Victims) -> Run:
        """Run the attack in a kernel of its own; that kernel is gone afterwards."""
        self.snapshot = self.snapshot or await self.source.snapshot({"arena": 1})
        kernel = await self.source.acquire(self.snapshot)
        try:
            names = victims.names() | {"SCRATCH": str(kernel.scratch), "SUPERVISOR": os.getpid()}
            setup = "".join(f"{k} = {v!r}\n" for k, v in names.items())
            return await drive(kernel, Job(code=PRELUDE + setup + attack.code, deadline_s=attack.deadline_s))
        finally:
            pid, scratch = kernel.process.pid, kernel.scratch
            await self.source.release(kernel)
            await self.source.settle()
            _assert_gone(pid, scratch)

    async def close(self) -> None:
        """Leave nothing."""
        await self.source.close()
        shutil.rmtree(self.project)


def _assert_gone(pid: int, scratch: Path) -> None:
    assert not Path(f"/proc/{pid}").exists(), "the attacker outlived its release"
    assert not scratch.exists(), "the attacker's folder outlived it"
