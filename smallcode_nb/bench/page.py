"""A page with marked parts: one part is written anew, everything else stays word for word.

    <!-- begin recorded -->
    …
    <!-- end recorded -->

So parts come from different results, and hand-written text stands between them. Knows marks; knows no results.
"""

from __future__ import annotations

import re

from ..errors import RequestError

__all__ = ["put"]


def put(page: str, name: str, body: str) -> str:
    """The page with `body` as its part of that name, at its end when it had none. Raises RequestError."""
    if not re.fullmatch(r"[\w-]+", name):
        raise RequestError(f"A part cannot be called {name!r}.", "Use letters, digits and -.")
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    part = f"{begin}\n{body.strip()}\n{end}"
    if page.count(begin) > 1 or page.count(end) != page.count(begin) or page.find(end) < page.find(begin):
        raise RequestError(f"The marks of {name} do not fit together.", f"Keep one {begin} before one {end}.")
    if begin not in page:
        return f"{page.rstrip()}\n\n{part}\n" if page.strip() else f"{part}\n"
    head, rest = page.split(begin)
    return f"{head}{part}{rest.split(end)[1]}"
