"""Starts the zygote inside bubblewrap: namespaces of its own, and only the granted paths mounted.

Covers what Landlock cannot: other processes and files outside cannot even be seen,
and there is no network to refuse. Everything forked later is inside as well. Knows
bubblewrap's options; whether it can be used here is found out by using it.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator

from ..zygote.protocol import Confinement, Grant

_TRIAL_S = 10.0
_SHUT_OFF = ("--unshare-user", "--unshare-all")
_NOBODY = "65534"
_MOST_LINKS = 40
_TEMPORARY = "/tmp"  # noqa: S108 - what is mounted there, empty
#: bubblewrap makes these anew
_OWN = ("/proc", "/dev")


def command(confinement: Confinement, *, whole_project: bool) -> tuple[str, ...]:
    """What to put before the zygote's own command line.

    With `whole_project` the project's folder is mounted as it is and what to hide in
    it is left to Landlock, so that files made later are seen as well.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise OSError("bwrap is not installed")
    home = os.path.realpath(confinement.home)
    grants = [g for g in confinement.grants if g.access == "read"]
    if whole_project and confinement.project:
        grants.append(Grant(confinement.project))
    mounts = [part for path in mounted(_paths(grants)) for part in ("--ro-bind-try", path, path)]
    return (
        program, *_SHUT_OFF, *_as_nobody(), "--die-with-parent", "--new-session", "--cap-drop", "ALL",
        "--hostname", "smallcode",
        "--tmpfs", _TEMPORARY, "--proc", "/proc", "--dev", "/dev", *mounts, "--bind", home, confinement.home,
        "--remount-ro", _TEMPORARY, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", confinement.home, "--",
    )  # fmt: skip


def _as_nobody() -> tuple[str, ...]:
    """Root is not called so inside: a name that can be kept in a namespace within the namespace."""
    return ("--uid", _NOBODY, "--gid", _NOBODY) if os.geteuid() == 0 else ()


def mounted(paths: Iterable[str]) -> list[str]:
    """The paths without those that lie in another one, parents first."""
    kept: list[str] = []
    for path in sorted(set(paths), key=lambda p: p.split("/")):
        if not kept or not path.startswith(kept[-1].rstrip("/") + "/"):
            kept.append(path)
    return kept


def _paths(grants: Iterable[Grant]) -> Iterator[str]:
    for path in (*(g.path for g in grants), *interpreter()):
        if os.path.exists(path) and not path.startswith(_OWN):
            yield os.path.abspath(path)


def interpreter() -> tuple[str, ...]:
    """This Python's program, every link that leads to it, and the file that tells it where its environment is."""
    return (*_links(sys.executable), os.path.join(sys.prefix, "pyvenv.cfg"))


def _links(path: str) -> Iterator[str]:
    yield path
    for _ in range(_MOST_LINKS):
        if not os.path.islink(path):
            break
        path = os.path.join(os.path.dirname(path), os.readlink(path))
        yield path
    yield os.path.realpath(path)


@functools.cache
def why_not() -> str:
    """Empty when bubblewrap works here, else a sentence that says what is missing."""
    program = shutil.which("bwrap")
    if program is None:
        return "bubblewrap is not installed (its package is called bubblewrap)."
    options = [*_SHUT_OFF, *_as_nobody(), "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"]
    try:
        trial = subprocess.run(  # noqa: S603 - found on the path, fixed options
            [program, *options, "--", "/proc/self/exe", "--version"], capture_output=True, timeout=_TRIAL_S, check=False
        )
    except (OSError, subprocess.SubprocessError) as e:
        return f"bubblewrap does not start ({e})."
    if trial.returncode:
        last = trial.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return f"bubblewrap cannot make namespaces here ({(last or ['no reason given'])[0]})."
    return ""
