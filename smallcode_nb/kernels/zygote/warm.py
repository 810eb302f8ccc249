"""Runs a little of what candidates do, in the zygote, so that forks find it done.

Fills caches (fonts, lazily imported parts, specialised bytecode), which each fork
would otherwise have to write for itself, page by page. Leaves no variable, figure
or thread behind.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
from collections.abc import Callable
from typing import Any

#: as often as the interpreter runs a function before it settles on how
_TIMES = 12
_CELLS = ("_ = [1]\n_", "for _i in range(3):\n    _j = _i", "sum(_k for _k in (1, 2))")


def warm(shell: Any) -> None:
    """Run trivial cells and whatever the imported libraries do first of all."""
    for _ in range(_TIMES):
        for cell in _CELLS:
            shell.run_cell(cell, store_history=False, silent=True)
    works: tuple[Callable[[], None], ...] = (
        lambda: _error(shell),
        lambda: _display(shell),
        lambda: _messages(shell.kernel),
        _figure,
        _frame,
        _report,
    )
    for work in works:
        with contextlib.suppress(Exception):  # a library that cannot do it fails where it is used
            work()
    shell.reset(new_session=True)


def _error(shell: Any) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        shell.run_cell("1 / 0", store_history=False, silent=True)


def _display(shell: Any) -> None:
    # the formatters are made when something is shown for the first time; some belong to traits that are read first
    for _ in range(_TIMES):
        for value in (1, "x", [1.5]):
            shell.display_formatter.format(value)
    _ = shell.loop_runner, shell.displayhook.exec_result


def _messages(kernel: Any) -> None:
    session = kernel.session
    for _ in range(_TIMES):
        sent = session.serialize(session.msg("execute_request", {"code": "x", "silent": False}))
        _, frames = session.feed_identities(sent)
        # one that was seen before would be refused
        session.digest_history.clear()
        session.deserialize(frames)
    session.digest_history.clear()


def _figure() -> None:
    if "matplotlib.pyplot" not in sys.modules:
        return
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    canvas: Any = FigureCanvasAgg(figure)
    axes: Any = figure.add_subplot()
    axes.plot([1, 2], [3, 4], label="x")
    axes.bar([1, 2], [3, 4])
    axes.set_title("title")
    axes.legend()
    canvas.print_png(io.BytesIO())


def _frame() -> None:
    if "pandas" not in sys.modules:
        return
    import pandas as pd

    for _ in range(3):
        frame: Any = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "x"]})
        means = frame.groupby("b").a.mean().sort_values()
        repr(frame.merge(means.reset_index(), on="b")[frame.a > 1])
        frame.to_html()
    if "matplotlib.pyplot" in sys.modules:
        importlib.import_module("pandas.plotting._matplotlib")


def _report() -> None:
    from ..inside.effects import Before
    from ..inside.portrait import portrait

    values: dict[str, Any] = {"x": 1, "y": [1, 2], "z": {"a": "b"}}
    if "pandas" in sys.modules:
        import pandas as pd

        values["f"] = pd.DataFrame({"a": [1.5, 2], "b": ["x", "y"]})
    draw: Callable[[object], dict[str, Any]] = portrait
    for _ in range(3):
        Before(values).changed(values | {"new": 2.0}, draw)
