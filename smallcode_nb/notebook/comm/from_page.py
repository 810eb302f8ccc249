"""What a page may say to the kernel: one TypedDict per `type`.

Every message has `v` (see `protocol.VERSION`), `type` and, where an answer is due, `id`, which the answer
repeats as `reply_to`. Nothing in these messages is ever executed or evaluated by the receiver: text becomes part
of a prompt, code runs in a throwaway kernel. Fields that are not listed are an error.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from .limits import Code, Most, Name, Text, Within

__all__ = [
    "Action",
    "Again",
    "Ask",
    "Cell",
    "Complete",
    "Decided",
    "Decision",
    "FailureText",
    "Flags",
    "Forget",
    "FromPage",
    "Hello",
    "ListHistory",
    "ListModels",
    "Notebook",
    "ReadSettings",
    "ReadStatus",
    "Recall",
    "Setting",
    "Stop",
    "Subscribe",
]

Action = Literal["write", "fix", "explain", "test", "refactor", "document"]
Decision = Literal["below", "replaced", "copied", "rejected", "undone"]
Setting = str | int | float | bool | None


class Notebook(TypedDict):
    """Which document a request comes from; `path` as Lab shows it, only used to group the history."""

    path: Annotated[str, Most(1_000)]


class Cell(TypedDict):
    """The active cell; `id` is the notebook format's cell id."""

    id: Annotated[str, Most(128)]
    source: Code


class FailureText(TypedDict):
    """An error output, as plain text: ANSI codes may be left in."""

    ename: Annotated[str, Most(200)]
    evalue: Text
    traceback: Code


class Flags(TypedDict, total=False):
    """One request's own settings; what is left out, the settings decide."""

    n: Annotated[int, Within(1, 256)]
    seed: Annotated[int, Within(0, 2**31 - 1)]
    max_seconds: Annotated[float, Within(0.1, 3_600)]
    model: Annotated[str, Most(200)]


class Again(TypedDict):
    """Ask again: the run that is not good enough, and what should be different."""

    run: Name
    remark: Text


class Hello(TypedDict):
    """First message on every comm; answered by `welcome`, which holds the state of every run in progress."""

    v: int
    type: Literal["hello"]
    id: Name
    client: Annotated[str, Most(100)]
    notebook: NotRequired[Notebook]


class Ask(TypedDict):
    """Work on a request; answered by `accepted` (or `error`), then followed by the run's events.

    `run` is made by the page and must be new. `text` may be "" for every action but *write*. `cell` is needed
    by every action but *write*; `failure` by *fix*, unless the kernel itself saw that cell fail last.
    """

    v: int
    type: Literal["ask"]
    id: Name
    run: Name
    action: Action
    text: Text
    notebook: Notebook
    tests: NotRequired[Annotated[list[Annotated[str, Most(2_000)]], Most(50)]]
    cell: NotRequired[Cell]
    failure: NotRequired[FailureText]
    flags: NotRequired[Flags]
    again: NotRequired[Again]


class Stop(TypedDict):
    """End a run; what was found so far becomes its result. Harmless when the run has ended."""

    v: int
    type: Literal["stop"]
    id: Name
    run: Name


class Subscribe(TypedDict):
    """Be told about runs on this comm (all of the kernel's where `runs` is left out); each answers with `run`."""

    v: int
    type: Literal["subscribe"]
    id: Name
    runs: NotRequired[Annotated[list[Name], Most(100)]]


class Complete(TypedDict):
    """What fits at `cursor` (UTF-16 code units, as JavaScript counts) in `text`; answered by `completions`."""

    v: int
    type: Literal["complete"]
    id: Name
    text: Text
    cursor: Annotated[int, Within(0, 20_000)]


class ListHistory(TypedDict):
    """Past requests of a notebook, newest first; answered by `history`."""

    v: int
    type: Literal["list-history"]
    id: Name
    notebook: Notebook
    limit: NotRequired[Annotated[int, Within(1, 200)]]


class Recall(TypedDict):
    """The whole state of one run, answered by `run`; `error` with code `unknown-run` when it is gone."""

    v: int
    type: Literal["recall"]
    id: Name
    run: Name


class Forget(TypedDict):
    """Remove one run, or a notebook's whole history where `run` is left out; answered by `history`."""

    v: int
    type: Literal["forget"]
    id: Name
    notebook: Notebook
    run: NotRequired[Name]


class Decided(TypedDict):
    """What the user did with a result; kept in the history, and told to the other panels as `decision`."""

    v: int
    type: Literal["decided"]
    id: Name
    run: Name
    candidate: Annotated[int, Within(0, 10_000)]
    decision: Decision


class ListModels(TypedDict):
    """Answered by `models`."""

    v: int
    type: Literal["list-models"]
    id: Name


class ReadStatus(TypedDict):
    """Answered by `status`."""

    v: int
    type: Literal["read-status"]
    id: Name


class ReadSettings(TypedDict):
    """Answered by `settings`; with `change`, those are set first. What may be changed, `settings` says."""

    v: int
    type: Literal["read-settings"]
    id: Name
    change: NotRequired[dict[Annotated[str, Most(64)], Setting]]


FromPage = (
    Hello
    | Ask
    | Stop
    | Subscribe
    | Complete
    | ListHistory
    | Recall
    | Forget
    | Decided
    | ListModels
    | ReadStatus
    | ReadSettings
)
