"""MBPP and MBPP+ records: `task_id, text|prompt, code, test_list, test_setup_code`, MBPP+ with a long `test`.

The first test is told with the request, as the benchmark's authors do: it alone says what the function is called.
It is shown, so the judge counts all of them. Knows the format.
"""

from __future__ import annotations

from typing import Any

from .judges import TestCode
from .task import Step, Task

__all__ = ["fits", "read"]

#: of its own solutions one sums divisors for seconds (task 123), on a busy machine for many
DEADLINE_S = 40.0


def fits(row: dict[str, Any]) -> bool:
    """Whether a record is of this format."""
    return {"code", "test_list"} <= row.keys()


def read(row: dict[str, Any]) -> Task:
    """One task; the reference keeps the set-up that its tests need behind it."""
    shown = row["test_list"][0]
    hidden = row.get("test") or "\n".join([*row["test_list"], *row.get("challenge_test_list", ())])
    setup = row.get("test_setup_code") or "\n".join(row.get("test_imports", ()))
    request = f"{row.get('text') or row['prompt']}\nFor example: {shown}"
    step = Step(request, row["code"].replace("\r\n", "\n"), (shown,))
    return Task(f"mbpp/{row['task_id']}", "functions", (step,), TestCode(f"{setup}\n{hidden}", DEADLINE_S))
