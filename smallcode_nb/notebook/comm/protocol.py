"""The panel's protocol: messages over the comm target `smallcode`, typed by a literal `type`, versioned by `v`.

Who sends what when (page → kernel on the left, kernel → page on the right):

    hello            first on every comm            → welcome (capabilities, status, runs in progress)
    ask              request or cell action         → accepted, then phase · plan · context · candidates · meter …
                                                      and at last result or failed; status when runs begin and end
    stop             at any time                    → phase stopping, then result with what was found
    subscribe        after a reload or a gap in seq → run for each run
    recall           a line of the history          → run
    decided          accept, reject, undo           → decision, to every panel
    complete         while typing @…                → completions
    list-history     a notebook is shown            → history
    forget           remove from the history        → history
    list-models      the menu opens                 → models
    read-status      now and then                   → status
    read-settings    menu or settings, with changes → settings, to every panel when something changed
    anything wrong                                  → error (cause and remedy; `reply_to` null if unreadable)

Every comm is told about every run of its kernel, whichever page began it. `labextension/fixtures/protocol.json` has
an example of every message and is checked from Python and from TypeScript. Knows nothing about transport.
"""

from __future__ import annotations

from .from_page import FromPage
from .target import TARGET
from .to_page import ToPage

__all__ = ["ERROR_CODES", "TARGET", "VERSION", "FromPage", "ToPage"]

#: raised when a message changes in a way that an older page or kernel would misread
VERSION = 1
ERROR_CODES = (
    "version",  # the page speaks another version
    "bad-message",  # not a message of this protocol: unknown type, field, kind of value, too large
    "unknown-run",  # no run of that name, or it is no longer kept
    "request",  # the request cannot be worked on (empty, no cell, unknown name …)
    "model",  # the model cannot answer
    "kernel",  # no throwaway kernel can be had
    "engine",  # the shared engine cannot be reached
    "setting",  # no such setting, or not one that a page may change
    "internal",  # our own mistake
)
