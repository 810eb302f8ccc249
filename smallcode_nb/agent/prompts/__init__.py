"""Prompt templates, one file each, rendered strictly: a missing value is an error.

Knows Jinja2, which is imported at the first rendering; knows nothing about budgets.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_MARKER = "<|"


def render(template: str, **values: object) -> str:
    """Fill the template of that name, no line end behind it; raises jinja2.UndefinedError for a missing value."""
    return _environment().get_template(f"{template}.jinja").render(**values).rstrip("\n")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701 — prompts are plain text, never HTML
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters["plain"] = plain
    return environment


def plain(text: str) -> str:
    """The text with marker-like pieces broken up, so that no user text can close a section."""
    return text.replace(_MARKER, "< |")
