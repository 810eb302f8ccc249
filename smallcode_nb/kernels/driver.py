"""Drives one job over one live kernel: send, watch, report.

Knows the Jupyter protocol and the life of a candidate; knows nothing about how kernels
start or end: whoever acquired the kernel releases it, which kills it.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from ..agent.types import Job, Run, RunError, RunStatus
from .dialogue import ask, reply_to, unless_died
from .outputs import FloodError, Outputs
from .reports import Report, read
from .source import LiveKernel

#: seconds for a candidate to end by KeyboardInterrupt before it is killed
GRACE_S = 0.25
#: seconds to note what the variables were before
PREPARE_S = 30.0
#: seconds for the report when the candidate itself used up its time
REPORT_S = 5.0
#: seconds from the reply to the last output; they come over different sockets
TRAILING_S = 2.0
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_DEATHS = {"memory": RunStatus.MEMORY, "disk": RunStatus.DISK}


async def drive(kernel: LiveKernel, job: Job) -> Run:
    """Run the job's code, then take its report; a Run for whatever happens. The kernel is spent afterwards."""
    try:
        ready = await asyncio.wait_for(unless_died(kernel, _prepare(kernel, job)), PREPARE_S)
    except TimeoutError:
        slow = RunError("Timeout", f"the copied variables were not looked through within {PREPARE_S:g} s")
        return Run(status=RunStatus.DEADLINE, error=slow)
    if ready is None:
        return await _dead(kernel, 0.0)
    start = time.monotonic()
    outputs = Outputs()
    watch = _Watch(kernel, outputs, kernel.client.execute(job.code, allow_stdin=False, stop_on_error=False))
    try:
        reply = await watch.until(job.deadline_s)
        seconds = time.monotonic() - start
        if isinstance(reply, RunStatus):
            return replace(await _stopped(reply, kernel, watch, job, seconds), outputs=outputs.all)
        return await _reported(kernel, reply, outputs, job, seconds)
    finally:
        watch.close()


class _Watch:
    """The reply, the outputs and the death of a running candidate, whichever comes first."""

    def __init__(self, kernel: LiveKernel, outputs: Outputs, request: str) -> None:
        self._reply = _task(reply_to(kernel.client, request))
        self._output = _task(outputs.collect(kernel.client, request))
        self._death = _task(kernel.died())

    async def until(self, seconds: float) -> dict[str, Any] | RunStatus:
        """The reply's content once all outputs are there, or why there is none."""
        end = time.monotonic() + seconds
        waiting: set[asyncio.Task[Any]] = {self._reply, self._output, self._death}
        while not (self._reply.done() and self._output.done()):
            left = min(end - time.monotonic(), TRAILING_S) if self._reply.done() else end - time.monotonic()
            done, _ = await asyncio.wait(waiting, timeout=max(left, 0), return_when=asyncio.FIRST_COMPLETED)
            if self._flooded():
                return RunStatus.OUTPUT
            if self._death.done():
                return RunStatus.DIED
            if not done:
                # a reply without its outputs: a message too big for the socket was dropped
                return RunStatus.OUTPUT if self._reply.done() else RunStatus.DEADLINE
            waiting -= done
        reply: dict[str, Any] = self._reply.result()
        return reply

    def _flooded(self) -> bool:
        return self._output.done() and isinstance(self._output.exception(), FloodError)

    def close(self) -> None:
        """Stop listening."""
        for task in (self._reply, self._output, self._death):
            task.cancel()


def _task(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    return asyncio.create_task(work)


async def _stopped(why: RunStatus, kernel: LiveKernel, watch: _Watch, job: Job, seconds: float) -> Run:
    if why is RunStatus.DIED:
        return await _dead(kernel, seconds)
    if why is RunStatus.OUTPUT:
        return Run(
            status=why, error=RunError("OutputLimit", "displayed more than a person would read"), seconds=seconds
        )
    await kernel.interrupt()
    found = await _where(kernel, watch, job)
    error = RunError("Timeout", f"still running after {job.deadline_s:g} s")
    return Run(
        status=why,
        error=replace(error, line=found.line, frame=found.frame) if found else error,
        seconds=seconds,
    )


async def _where(kernel: LiveKernel, watch: _Watch, job: Job) -> RunError | None:
    """Where the interrupt hit, when the candidate let it through."""
    if isinstance(await watch.until(GRACE_S), RunStatus):
        return None
    try:
        content = await asyncio.wait_for(_ask_report(kernel, job, GRACE_S), GRACE_S)
    except TimeoutError:
        return None
    return read(content or {}, ()).error


async def _dead(kernel: LiveKernel, seconds: float) -> Run:
    status = _DEATHS.get(await kernel.died(), RunStatus.DIED)
    message = "the kernel ran out of memory" if status is RunStatus.MEMORY else "the kernel died while it ran"
    return Run(status=status, error=RunError("KernelDied", message), seconds=seconds)


async def _reported(kernel: LiveKernel, reply: dict[str, Any], outputs: Outputs, job: Job, seconds: float) -> Run:
    left = max(job.deadline_s - seconds, REPORT_S)
    try:
        content = await asyncio.wait_for(unless_died(kernel, _ask_report(kernel, job, left)), left + GRACE_S)
    except TimeoutError:
        content = None
    report = read(content or {}, job.probes)
    error = report.error if content else None
    if reply.get("status") == "ok" and content is not None and error is None:
        return _run(RunStatus.OK, report, outputs, seconds)
    if reply.get("status") == "ok" and content is None:
        lost = RunError("KernelDied", "the kernel did not report what the code left behind")
        return _run(RunStatus.DIED, replace(report, error=lost), outputs, seconds)
    error = error or _plain_error(reply)
    status = RunStatus.MEMORY if error.ename == "MemoryError" else RunStatus.ERROR
    return _run(status, replace(report, error=error), outputs, seconds)


def _run(status: RunStatus, report: Report, outputs: Outputs, seconds: float) -> Run:
    return Run(
        status=status,
        outputs=outputs.all,
        error=report.error,
        value=report.value,
        changed=report.changed,
        figures=report.figures,
        probes=report.probes if status is RunStatus.OK else (),
        seconds=seconds,
    )


def _plain_error(reply: dict[str, Any]) -> RunError:
    """The error as the protocol gives it, for a kernel that cannot report any more."""
    lines = [str(line) for line in reply.get("traceback") or []]
    return RunError(
        str(reply.get("ename", "Error")), str(reply.get("evalue", "")), _ANSI.sub("", "\n".join(lines))[-4_000:]
    )


async def _prepare(kernel: LiveKernel, job: Job) -> dict[str, Any]:
    if kernel.prepared and not job.variant and not job.seed:
        return {}
    return await ask(kernel.client, "prepare", job.variant, job.seed) or {}


async def _ask_report(kernel: LiveKernel, job: Job, seconds: float) -> dict[str, Any] | None:
    return await ask(kernel.client, "report", job.code, json.dumps(job.probes), seconds)
