"""Native libraries called so that the user's process stays as it was, and nothing leaves the machine.

Knows what such libraries do when they are imported and opened; knows nothing about any one library's interface.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def on_passing_thread(construct: Callable[[], T]) -> T:
    """What `construct` returns or raises, run on a thread that ends with it.

    OpenVINO's CPU plugin gives the thread that opens it an alternate signal stack and unmaps that stack wherever the
    plugin is freed. A thread that lived on would end the process at the next signal Python handles, an interrupt say.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="smallcode-open") as pool:
        return pool.submit(construct).result()


def import_openvino() -> Any:
    """The `openvino` module, imported without its usage reporting. Raises ImportError."""
    if "openvino" not in sys.modules:
        # openvino.tools.ovc sends an event at import unless this module is not to be had
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    return importlib.import_module("openvino")
