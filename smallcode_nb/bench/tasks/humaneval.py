"""HumanEval and HumanEval+ records: `task_id, prompt, canonical_solution, test, entry_point`.

Knows the format; its tests define `check(candidate)`.
"""

from __future__ import annotations

from typing import Any

from .judges import TestCode
from .task import Step, Task

__all__ = ["fits", "read"]


def fits(row: dict[str, Any]) -> bool:
    """Whether a record is of this format."""
    return {"prompt", "canonical_solution", "test", "entry_point"} <= row.keys()


def read(row: dict[str, Any]) -> Task:
    """One task; the prompt is asked as it is, examples in the docstring included."""
    judge = TestCode(f"{row['test']}\n\ncheck({row['entry_point']})")
    step = Step(row["prompt"], row["prompt"] + row["canonical_solution"])
    return Task(str(row["task_id"]), "functions", (step,), judge)
