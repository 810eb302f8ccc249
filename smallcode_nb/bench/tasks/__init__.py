"""Task sets behind one interface: a name or a path → tasks with hidden tests."""

from __future__ import annotations

from .find import NAMES, load
from .task import Step, Task

__all__ = ["NAMES", "Step", "Task", "load"]
