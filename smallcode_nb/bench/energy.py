"""Joules that the graphics processors used, as their driver counts them; nothing where no driver answers.

Knows NVML's counter (since Volta, millijoules since the driver was loaded) and loads the driver's own library, so that
no package is needed. Counts whole devices: other work on them counts too. Knows nothing about what is measured.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

__all__ = ["read_counter", "spent"]

Counter = Callable[[], float | None]


def spent(before: float | None, after: float | None) -> float | None:
    """Joules between two readings; None where either is missing, and where the counter began anew."""
    if before is None or after is None or after < before:
        return None
    return round(after - before, 3)


def read_counter() -> float | None:
    """Joules of all devices so far; None without a driver, a device or a counter."""
    library = _library()
    count = ctypes.c_uint()
    if library is None or library.nvmlDeviceGetCount_v2(ctypes.byref(count)) or not count.value:
        return None
    readings = [_of(library, number) for number in range(count.value)]
    known = [reading for reading in readings if reading is not None]
    return sum(known) if len(known) == len(readings) else None


def _of(library: ctypes.CDLL, number: int) -> float | None:
    device, millijoules = ctypes.c_void_p(), ctypes.c_ulonglong()
    if library.nvmlDeviceGetHandleByIndex_v2(number, ctypes.byref(device)):
        return None
    if library.nvmlDeviceGetTotalEnergyConsumption(device, ctypes.byref(millijoules)):
        return None
    return millijoules.value / 1000


@cache
def _library() -> ctypes.CDLL | None:
    """The driver's library, initialised once; None where there is none."""
    try:
        library = ctypes.CDLL("libnvidia-ml.so.1")
    except OSError:
        return None
    return None if library.nvmlInit_v2() else library
