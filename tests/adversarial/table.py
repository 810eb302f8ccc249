"""Writes docs/sandbox.md: what each tier stopped, from a run of every attack.

    python tests/adversarial/table.py docs/sandbox.md

Nothing in the tables is typed by hand: an attack that was not run has no mark.
"""

# ruff: noqa: E501 - a table row is one line

from __future__ import annotations

import asyncio
import platform
import sys
from pathlib import Path

import pytest
from arena import Arena, Attack, Victims
from attacks_on_files import FILES
from attacks_on_network import NETWORK
from attacks_on_processes import PROCESSES
from test_resources import HOGS

from smallcode_nb.errors import SandboxUnavailable
from smallcode_nb.kernels.sandbox import landlock, tiers
from smallcode_nb.kernels.sandbox.tiers import Tier

COLUMNS = {
    "none": Tier.NONE,
    "landlock+seccomp": Tier.LANDLOCK,
    "bwrap": Tier.BWRAP,
    "bwrap without Landlock": Tier.BWRAP,
}
GROUPS = {"Files": FILES, "Network": NETWORK, "Processes and the system": PROCESSES}
STOPPED, SUCCEEDED, NOT_RUN = "stopped", "**succeeds**", ""
Results = dict[str, dict[str, str]]

INTRODUCTION = """# What the sandbox stops

Model-written code runs in throwaway kernels. This page says what such code can and cannot do at each tier. The tables
are written by `python tests/adversarial/table.py docs/sandbox.md` from a run in which every attack was made for real
and its effect read from the victim. The same attacks are tests (`tests/adversarial`).

| Tier | What it is | When it is used |
|---|---|---|
| `landlock+seccomp` | Linux's Landlock for files, a system call filter of our own, limits | by default, where Linux has Landlock |
| `bwrap` | all of that inside bubblewrap: own view of processes, network, mounts | `%config SmallCode.sandbox = "bwrap"`, or where there is no Landlock |
| `remote` | a kernel elsewhere, behind a gateway or a provisioner | `%config SmallCode.kernels = "remote"`; that machine confines it, or does not |
| `none` | a process with your rights, on a copy of your variables | only with `--trust none`, one request at a time |

On macOS and Windows nothing confines a process without administrator's rights in a way this project can vouch for. There
the tier is `none`, requests are refused, and `%smallcode sandbox` names the ways out: a remote kernel, a Linux container
or virtual machine (WSL on Windows), or `--trust none` for that request.

**Not stopped at any tier:** faults of the Linux kernel itself; reading the libraries and the project's data files that
candidates are given; side channels such as timing; what code can do to its own process and to the copy of your variables
in it. A live fork (`%config SmallCode.kernels = "live"`) holds the notebook's whole memory, keys included.

Before the first request the kernels attack themselves, and where an attack succeeds nothing runs.
"""


async def column(name: str, tier: Tier) -> dict[str, str]:
    """What became of each attack at one tier; unconfined, only the harmless ones are run."""
    arena, results = Arena(tier), {}
    for attack in (a for group in GROUPS.values() for a in group):
        if tier is Tier.NONE and not attack.bare:
            continue
        victims = Victims()
        try:
            run = await arena.attack(attack, victims)
            results[attack.name] = SUCCEEDED if attack.worked(victims, run) else STOPPED
        finally:
            victims.close()
    await arena.close()
    print(name, {mark: list(results.values()).count(mark) for mark in (STOPPED, SUCCEEDED)}, flush=True)
    return results


async def hogs() -> dict[str, str]:
    """How each greedy candidate ended at the default tier."""
    arena, ends = Arena(Tier.LANDLOCK), {}
    for hog in HOGS:
        victims = Victims()
        attack = Attack(hog.name, hog.code, lambda victims, run: False, deadline_s=hog.deadline_s)
        try:
            ends[hog.name] = str((await arena.attack(attack, victims)).status)
        finally:
            victims.close()
    await arena.close()
    return ends


async def measured() -> tuple[Results, dict[str, str]]:
    """Every column that this machine offers, and the greedy ones."""
    results: Results = {}
    for name, tier in COLUMNS.items():
        with pytest.MonkeyPatch.context() as patch:
            if name.endswith("without Landlock"):
                patch.setattr(landlock, "abi", lambda: 0)
            try:
                tiers.require(tier)
            except SandboxUnavailable as e:
                print(name, "is left out:", e)
                continue
            results[name] = await column(name, tier)
    return results, await hogs()


def page(results: Results, ends: dict[str, str]) -> str:
    """The whole document."""
    where = f"Linux {platform.release()}, {platform.machine()}, Landlock ABI {landlock.abi()}, Python {platform.python_version()}"
    parts = [INTRODUCTION, f"Measured on {where}.\n\n## In numbers\n", summary(results)]
    parts += [f"\n## {title}\n\n{table(attacks, results)}" for title, attacks in GROUPS.items()]
    rows = "\n".join(f"| {name} | {end} |" for name, end in ends.items())
    parts.append(
        "\n## Greed\n\nHow code that takes all it can get ended at the default tier. `error` is an exception in the code "
        f"itself, such as `MemoryError`; `deadline` is the end of the few seconds it was given; every kernel was killed.\n\n| Code | ended as |\n|---|---|\n{rows}\n"
    )
    return "\n".join(parts)


def summary(results: Results) -> str:
    """Attacks run and stopped, by tier."""
    rows = [
        f"| `{name}` | {len(found)} | {list(found.values()).count(STOPPED)} | {list(found.values()).count(SUCCEEDED)} |"
        for name, found in results.items()
    ]
    return "\n".join(["| Tier | attacks run | stopped | succeeded |", "|---|---|---|---|", *rows]) + "\n"


def table(attacks: list[Attack], results: Results) -> str:
    """One row for each attack."""
    head = ["| Attack |" + "".join(f" {name} |" for name in results), "|---|" + "---|" * len(results)]
    rows = [
        f"| {a.name} |" + "".join(f" {found.get(a.name, NOT_RUN)} |" for found in results.values()) for a in attacks
    ]
    return "\n".join([*head, *rows]) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(*asyncio.run(measured())), encoding="utf-8")
