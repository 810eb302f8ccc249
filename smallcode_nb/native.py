"""Native libraries called so that the threads of the user's process stay as they were.

Knows what such libraries do to the thread that opens them; knows nothing about any one library's interface.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def on_passing_thread(construct: Callable[[], T]) -> T:
    """What `construct` returns or raises, run on a thread that ends with it.

    OpenVINO's CPU plugin gives the thread that opens it an alternate signal stack and unmaps that stack wherever the
    plugin is freed. A thread that lived on would end the process at the next signal Python handles, an interrupt say.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="smallcode-open") as pool:
        return pool.submit(construct).result()
