"""Which folders and files a project says to leave alone.

Knows .gitignore's rules (through pathspec) and the folders no one writes by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import MissingExtra

#: never descended into and not worth a line in the report
NEVER = frozenset(
    {
        ".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints", ".mypy_cache",
        ".pytest_cache", ".ruff_cache", ".tox", ".nox", ".eggs", "site-packages", ".virtual_documents", ".cache",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ignore:
    """The .gitignore files from the project's root down to one folder, outermost first."""

    rules: tuple[tuple[str, Any], ...] = field(default=())

    def below(self, folder: Path, relative: str) -> Ignore:
        """The same with `folder`'s own .gitignore added, if it has one that can be read."""
        try:
            lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return self
        return Ignore((*self.rules, (relative, _spec(lines))))

    def matches(self, relative: str, *, folder: bool = False) -> bool:
        """Whether the innermost rule that speaks of `relative` ignores it."""
        verdict = False
        for base, spec in self.rules:
            inner = relative[len(base) + 1 :] if base else relative
            found = spec.check_file(inner + "/" if folder else inner).include
            verdict = verdict if found is None else found
        return verdict


def _spec(lines: list[str]) -> Any:
    try:
        from pathspec import GitIgnoreSpec
    except ImportError as error:
        raise MissingExtra(
            "Indexing needs the retrieval extra, which is not installed.",
            "Install it with: pip install 'smallcode-nb[retrieval]'",
        ) from error
    return GitIgnoreSpec.from_lines(lines)
