# ruff: noqa: N802 - the names are the driver's
from __future__ import annotations

import ctypes

import pytest

from smallcode_nb.bench import energy


class Driver:
    """Stands for the driver's library: one reading per device, None for a device without a counter."""

    def __init__(self, *millijoules):
        self.millijoules = millijoules

    def nvmlDeviceGetCount_v2(self, count):
        count._obj.value = len(self.millijoules)
        return 0

    def nvmlDeviceGetHandleByIndex_v2(self, number, device):
        device._obj.value = number + 1
        return 0

    def nvmlDeviceGetTotalEnergyConsumption(self, device, found):
        reading = self.millijoules[device.value - 1]
        found._obj.value = reading or 0
        return 0 if reading is not None else 3


@pytest.mark.parametrize(
    ("driver", "joules"),
    [(None, None), (Driver(), None), (Driver(1500), 1.5), (Driver(1500, 500), 2.0), (Driver(1500, None), None)],
)
def test_joules_are_those_of_all_devices_or_unknown(monkeypatch, driver, joules):
    monkeypatch.setattr(energy, "_library", lambda: driver)
    assert energy.read_counter() == joules


@pytest.mark.parametrize(("before", "after", "used"), [(1.0, 3.5, 2.5), (None, 1.0, None), (5.0, 1.0, None)])
def test_energy_is_absent_rather_than_wrong(before, after, used):
    assert energy.spent(before, after) == used


def test_a_machine_without_a_driver_answers_nothing(monkeypatch):
    def missing(name):
        raise OSError(name)

    energy._library.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", missing)
    assert energy.read_counter() is None
    energy._library.cache_clear()
