"""What happens in a throwaway kernel around the candidate: noted before, reported after.

The only module that touches the throwaway kernel's shell. `prepare` runs before the
candidate, `report` after it; everything reported is plain data, because a candidate owns
its kernel and could forge any verdict taken here. Standard library only at import.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import json
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from ..dialogue import MIME
from . import tables
from .blame import blame
from .effects import Before, effects_in, is_plain
from .perturb import perturb
from .portrait import portrait
from .restore import restore_path
from .scalars import Hostile, loaded

MAX_FIGURES = 10
MAX_PROBES = 100
#: seconds for one portrait or one probe, as long as there is time at all
STEP_S = 2.0


class OutOfTime(BaseException):
    """A probe or a portrait took too long; not an Exception, so that foreign code does not swallow it."""


class _State:
    """What one kernel remembers between `prepare` and `report`."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.before = Before({})
        self.result: Any = None
        self.streams = sys.stdout, sys.stderr
        self.figures: dict[int, tuple[Any, dict[str, Any]]] = {}

    def variables(self) -> dict[str, Any]:
        return effects_in(self.shell.user_ns)

    def ran(self, result: Any) -> None:
        self.result = result
        sys.stdout, sys.stderr = self.streams  # the kernel flushes them before it replies

    def displayed(self, figure: Any) -> dict[str, Any]:
        """Stands in for a display formatter, since pyplot's figures are closed once they are shown."""
        if id(figure) in self.figures or len(self.figures) < MAX_FIGURES:
            self.figures[id(figure)] = figure, _timed(lambda: portrait(figure), STEP_S, _late)
        return {}


_state: _State | None = None
_noted = Before({})


def note(namespace: dict[str, Any]) -> None:
    """Fingerprint, once for all kernels to be forked from this process, what runs no foreign code when looked at."""
    global _noted
    _noted = Before({name: value for name, value in effects_in(namespace).items() if is_plain(value)})


def prepared() -> bool:
    """`prepare` for a candidate that needs nothing special, ahead of it; False, and nothing done, unless all is noted.

    What could run foreign code is looked at when there is a candidate, under its deadline.
    """
    from IPython.core.interactiveshell import InteractiveShell

    shell: Any = InteractiveShell.instance()
    if not _noted.covers(effects_in(shell.user_ns)):
        return False
    prepare()
    # whatever a cell touches for the first time must be copied page by page: better before anybody waits
    shell.run_cell("None", store_history=False, silent=True)
    return True


def prepare(variant: str = "", seed: int = 0) -> Report:
    """Perturb the frames, note what there is, seed the random generators, listen for the candidate."""
    from IPython.core.interactiveshell import InteractiveShell

    global _state
    shell: Any = InteractiveShell.instance()
    perturb(shell.user_ns, variant, seed)
    _state = _State(shell)
    _state.before = Before(_state.variables(), _noted)
    shell.events.register("post_run_cell", _state.ran)
    shell.display_formatter.mimebundle_formatter.for_type_by_name("matplotlib.figure", "Figure", _state.displayed)
    _show_open_figures(shell)
    shell.InteractiveTB.set_mode("Minimal")  # `blame` tells more, and IPython's own takes seconds for a deep recursion
    random.seed(seed)
    numpy = loaded("numpy")
    if numpy:
        numpy.random.seed(seed % 2**32)
    return Report({})


def _show_open_figures(shell: Any) -> None:
    """Figures left open are displayed when the cell ends, also where pyplot was imported before there was a shell."""
    inline = loaded("matplotlib_inline.backend_inline")
    if inline and inline.flush_figures not in shell.events.callbacks["post_execute"]:
        shell.events.register("post_execute", inline.flush_figures)
        loaded("matplotlib").interactive(True)
    if inline:
        from IPython.core import pylabtools

        tools: Any = pylabtools
        tools.select_figure_formats(shell, {"png"}, bbox_inches="tight")


def bind(path: str) -> Report:
    """Bind the variables that were copied to `path` in the shell's namespace."""
    return Report({"notes": restore_path(path)})


def report(code: str, probes: str, seconds: float) -> Report:
    """What the candidate left behind, within `seconds`; `probes` is a JSON list of expressions."""
    until = time.monotonic() + seconds
    state = _state
    if state is None:
        return Report({"notes": ["The kernel was not prepared."]})
    error = _raised(state.result)
    if error is not None:
        return Report({"error": blame(error, code)})
    with contextlib.redirect_stdout(_Nowhere()), contextlib.redirect_stderr(_Nowhere()):
        value = getattr(state.result, "result", None)
        draw = _Drawer(until)
        return Report(
            {
                "value": None if value is None else draw(value),
                "changed": state.before.changed(state.variables(), draw),
                "figures": [drawn for _, drawn in state.figures.values()],
                "probes": [_probe(source, state.shell.user_ns, until) for source in json.loads(probes)[:MAX_PROBES]],
            }
        )


class Report:
    """A value that displays itself as one JSON document."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {MIME: self.content}

    def __repr__(self) -> str:
        return "Report()"


class _Drawer:
    """Portraits that stop at a point in time."""

    def __init__(self, until: float) -> None:
        self.until = until

    def __call__(self, value: object) -> dict[str, Any]:
        drawn: dict[str, Any] = _timed(lambda: portrait(value), min(STEP_S, self.until - time.monotonic()), _late)
        return drawn


def _raised(result: Any) -> BaseException | None:
    error = getattr(result, "error_before_exec", None) or getattr(result, "error_in_exec", None)
    return error if isinstance(error, BaseException) else None


def _late() -> dict[str, Any]:
    body = {"kind": "other", "data": '{"repr":"","type":"too slow to describe"}', "text": "too slow to describe"}
    return {**body, "shape": [], "truncated": True, "digest": ""}


# --- probes -----------------------------------------------------------------------------


def _probe(source: str, names: dict[str, Any], until: float) -> dict[str, Any]:
    left = min(STEP_S, until - time.monotonic())
    slow = {"expression": source, "value": None, "error": f"OutOfTime: no value within {max(left, 0):.1f} s"}
    probed: dict[str, Any] = _timed(lambda: _evaluate(source, names), left, lambda: slow)
    return probed


def _evaluate(source: str, names: dict[str, Any]) -> dict[str, Any]:
    try:
        tree = ast.parse(source.strip(), mode="eval")
        value = eval(compile(tree, "<probe>", "eval"), _own_copy(tree, names))  # noqa: S307 - a throwaway kernel
        return {"expression": source, "value": portrait(value), "error": ""}
    except (*Hostile, KeyboardInterrupt) as error:
        failure = blame(error, "")
        return {"expression": source, "value": None, "error": f"{failure['ename']}: {failure['evalue']}"}


def _own_copy(tree: ast.AST, names: dict[str, Any]) -> dict[str, Any]:
    """The namespace with the mutable variables that the expression names replaced by deep copies."""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & names.keys()
    mutable = {name: names[name] for name in used if _is_mutable(names[name])}
    with contextlib.suppress(*Hostile):
        mutable = copy.deepcopy(mutable)
    return {**names, **mutable}


def _is_mutable(value: object) -> bool:
    return isinstance(value, list | dict | set | bytearray) or bool(tables.kind_of(value))


# --- helpers ----------------------------------------------------------------------------


class _Nowhere(io.TextIOBase):
    """Takes what probes print."""

    def write(self, text: str) -> int:
        return len(text)


def _timed(work: Any, seconds: float, late: Any) -> Any:
    try:
        with _limit(seconds):
            return work()
    except OutOfTime:
        return late()


@contextlib.contextmanager
def _limit(seconds: float) -> Iterator[None]:
    if seconds <= 0:
        raise OutOfTime
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield  # the driver's deadline is the only limit here
        return

    def stop(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
