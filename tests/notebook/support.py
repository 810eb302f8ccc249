"""A shell, a scripted model and a scripted executor: small real things that the ports accept."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

from smallcode_nb.agent.types import (
    Chunk,
    Column,
    ModelCard,
    Namespace,
    Output,
    PromptStyle,
    Run,
    RunError,
    RunStatus,
    Variable,
    VariableKind,
)
from smallcode_nb.notebook.wiring import Kernels, Wiring

CARD = ModelCard("scripted", 0.005, 4096, PromptStyle.TINY, "openvino", "ab" * 32)
TABLE = '<table class="dataframe"><tr><td>42</td></tr></table><script>alert(1)</script>'


class ScriptedModel:
    """Answers every draw of a request with the next of its replies; "WAIT" grows for ever."""

    def __init__(self, *replies: str, backend: str = "openvino") -> None:
        self.card = replace(CARD, backend=backend)
        self._replies = replies

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    async def sample(self, prompts, samplings):
        for index in range(len(prompts)):
            # the number of the draw in its request, whichever batch it is drawn in
            reply = self._replies[samplings[index].seed % 1000 % len(self._replies)]
            await asyncio.sleep(0.01)
            if reply == "WAIT":
                yield Chunk(index, "x", tokens=1)
                await asyncio.Event().wait()
            yield Chunk(index, reply, finish="stop", tokens=self.count_tokens(reply), logprob=-1.0 - index)


class ScriptedExecutor:
    """Runs nothing: code with "broken" fails, "WAIT_RUN" hangs, anything else shows a table."""

    parallel = 2
    tier = "none"
    notes = ("fh was not copied: it is an open file.",)

    def __init__(self) -> None:
        self.running = 0
        self.closed = False

    @asynccontextmanager
    async def open(self, needs=frozenset()):
        yield self

    async def run(self, job):
        self.running += 1
        try:
            await asyncio.sleep(3600 if "WAIT_RUN" in job.code else 0.01)
        finally:
            self.running -= 1
        if "broken" in job.code:
            error = RunError("KeyError", "'pirce'", line=1, frame="broken['pirce']")
            return Run(RunStatus.ERROR, error=error, seconds=0.01)
        output = Output("result", (("text/plain", "   a\n0  42"), ("text/html", TABLE)))
        return Run(RunStatus.OK, outputs=(output,), seconds=0.01)

    async def close(self):
        self.closed = True


def scripted(*replies: str, executor: ScriptedExecutor | None = None, backend: str = "openvino") -> Wiring:
    """A wiring whose model gives `replies` in turn."""
    executor = executor or ScriptedExecutor()
    model = ScriptedModel(*replies, backend=backend)
    return Wiring(lambda spec: model, lambda variables, choice: Kernels(executor, executor.close), describe)


def describe(variables) -> Namespace:
    """Every dict is taken for a frame with its keys as columns."""
    return Namespace(tuple(_variable(name, value) for name, value in variables.items()))


def _variable(name, value):
    if isinstance(value, dict):
        columns = tuple(Column(key, "int") for key in value)
        return Variable(name, VariableKind.FRAME, "DataFrame", columns=columns)
    return Variable(name, VariableKind.OTHER, type(value).__name__)
