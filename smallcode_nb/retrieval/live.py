"""The cells of the running notebook, saved or not, as fragments.

Knows sources in the order they ran; knows nothing about the kernel they ran in.
"""

from __future__ import annotations

from collections.abc import Sequence

from .fragments import Extracted, Fragment, FragmentKind, Skipped, SkipReason
from .secrets import secret_text
from .source import clean, names


def live_path(session: str) -> str:
    """The name its fragments carry instead of a file's."""
    return f"live notebook {session}".rstrip()


def read_history(sources: Sequence[str], path: str) -> Extracted:
    """One fragment per distinct source, the latest run's number kept; `cell` is "In[n]"."""
    latest = {source.strip(): number for number, source in enumerate(sources, start=1) if source.strip()}
    fragments: list[Fragment] = []
    skipped: list[Skipped] = []
    for text, number in latest.items():
        source, cell = clean(text), f"In[{number}]"
        if not source.text.strip():
            continue
        kind = secret_text(text)
        if kind:
            skipped.append(Skipped(f"{path}#{cell}", SkipReason.SECRET, kind))
            continue
        defines, uses = names(source.tree) if source.tree else ((), ())
        span = (1, text.count("\n") + 1)
        fragments.append(Fragment(FragmentKind.LIVE, path, source.text, cell, span, "", "", "", defines, uses))
    return Extracted(tuple(fragments), tuple(skipped))
