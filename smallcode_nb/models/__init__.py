"""Adapters behind the `Model` port, and the presets that name what they can run.

Importing this package imports nothing heavy; each adapter imports its library at first use.
"""

from __future__ import annotations

from .loading import load
from .options import LoadOptions
from .presets import Preset, presets
from .registry import Kind, Target, resolve

__all__ = ["Kind", "LoadOptions", "Preset", "Target", "load", "presets", "resolve"]
