"""The result as the candidate produced it, made harmless: its tables, figures and text.

Knows runs and MIME types; knows nothing about where bundles go.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from ..agent.types import Output, Portrait, Run
from .page import Line, Page, visible
from .sanitise import harmless_html

__all__ = ["bundles"]

MAX_TEXT = 20_000
MAX_BUNDLE = 8_000_000
MAX_VARIABLES = 8


def bundles(run: Run) -> Iterator[dict[str, str]]:
    """One MIME bundle per output of the run, in order; the variables it set when it displayed nothing."""
    shown = [bundle for output in run.outputs if output.kind != "error" and (bundle := _harmless(output))]
    yield from shown
    if not shown and run.changed:
        yield Page(tuple(_set(name, portrait) for name, portrait in run.changed[:MAX_VARIABLES])).bundle()


def _set(name: str, portrait: Portrait) -> Line:
    shape = f" {' × '.join(map(str, portrait.shape))}" if portrait.shape else ""
    return Line(_shortened(portrait.text), strong=f"{name} ({portrait.kind}{shape}):")


def _harmless(output: Output) -> dict[str, str]:
    bundle: dict[str, str] = {}
    for mime, content in output.data:
        if len(content) > MAX_BUNDLE:
            continue
        if mime == "text/html":
            bundle[mime] = harmless_html(content)
        elif mime in ("image/png", "image/jpeg") and _is_base64(content):
            bundle[mime] = content
        elif mime.startswith("text/plain") or output.kind == "stream":
            bundle["text/plain"] = _shortened(content)
    return bundle


def _is_base64(content: str) -> bool:
    try:
        base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _shortened(text: str) -> str:
    text = visible(text, colours=True)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}\n… {len(text) - MAX_TEXT} more characters"
