"""Deterministic repairs that cost no token: what a small model gets almost right, made right.

Each fixer is named in `Candidate.fixes`. Knows Python source and the live names; runs nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from textwrap import dedent

from . import dates, fitting, mending, owners
from .check import undefined
from .helpers import Helper
from .syntax import parse, syntax_error, tokens
from .types import Candidate, Namespace, RunError, RunStatus, Verdict

_ALIASES = {
    "pd": "import pandas as pd",
    "np": "import numpy as np",
    "plt": "import matplotlib.pyplot as plt",
    "sns": "import seaborn as sns",
    "mpl": "import matplotlib as mpl",
    "px": "import plotly.express as px",
    "go": "import plotly.graph_objects as go",
    "stats": "from scipy import stats",
    "dt": "import datetime as dt",
    "sm": "import statsmodels.api as sm",
}
_MEMBERS = {
    "collections": "Counter defaultdict deque namedtuple OrderedDict",
    "datetime": "timedelta date",
    "decimal": "Decimal",
    "fractions": "Fraction",
    "functools": "reduce partial lru_cache cache cmp_to_key",
    "itertools": "chain combinations permutations product accumulate groupby zip_longest islice",
    "math": "sqrt ceil floor log gcd factorial pi isclose",
    "operator": "itemgetter attrgetter",
    "pathlib": "Path",
    "dataclasses": "dataclass",
    "typing": "List Dict Set Tuple Optional Any Union Callable Iterable Sequence Iterator",
}
_FROM = {name: f"from {module} import {name}" for module, names in _MEMBERS.items() for name in names.split()}
_FRAME_WORDS = frozenset({"df", "data", "dataframe", "frame"})


def mend(candidate: Candidate, namespace: Namespace, own: Sequence[Helper] = ()) -> Candidate:
    """The candidate after every fixer that had something to do; `own` are functions that it may use."""
    code, fixes = candidate.code, list(candidate.fixes)
    if re.match(r"\s*In \[\d*\]:", code):  # reads as an annotation, so it would parse
        code, fixes = strip_prompts(code), [*fixes, "prompts stripped"]
    for name, fixer in _SYNTAX:
        if parse(code) is not None:
            break
        mended = fixer(code)
        if mended != code and (parse(mended) is not None or _helps(code, mended)):
            code, fixes = mended, [*fixes, name]
    if parse(code) is None:
        return replace(candidate, code=candidate.code)
    code, called = fitting.mend(code, own, namespace)
    code, named = mend_names(code, namespace)
    code, tables = owners.mend_owners(code, namespace)
    code, columns = mending.mend_columns(code, namespace)
    code, moved = dates.mend_dates(code, namespace)
    return replace(candidate, code=code, fixes=(*fixes, *called, *named, *tables, *columns, *moved))


def _helps(before: str, after: str) -> bool:
    """Whether the first syntax error moved down, so that a later fixer may finish the job."""
    return bool(after.strip()) and syntax_error(after)[1] > syntax_error(before)[1]


def mend_after(verdict: Verdict, namespace: Namespace, own: Sequence[Helper] = ()) -> Candidate | None:
    """A second chance for a run that failed, where its error tells how; None where it does not.

    A missing key becomes the one column it resembles; an own function is applied value by value, or to the whole.
    """
    run, candidate = verdict.run, verdict.candidate
    if run is None or run.status is not RunStatus.ERROR or run.error is None:
        return None
    turned = fitting.mend_after(candidate.code, run.error, own)
    if turned:
        return replace(candidate, code=turned, fixes=(*candidate.fixes, f"call turned after {run.error.ename}"))
    return _mend_key(candidate, run.error, namespace)


def _mend_key(candidate: Candidate, error: RunError, namespace: Namespace) -> Candidate | None:
    if error.ename not in ("KeyError", "ValueError") or "after KeyError" in " ".join(candidate.fixes):
        return None
    for key in re.findall(r"'([^'\n]+)'|\"([^\"\n]+)\"", error.evalue)[:3]:
        code, fix = mending.mend_key(candidate.code, key[0] or key[1], namespace)
        if fix:
            return replace(candidate, code=code, fixes=(*candidate.fixes, f"{fix} after KeyError"))
    return None


# --- source that does not parse -------------------------------------------------------


def strip_prompts(code: str) -> str:
    """Remove `>>> `, `... ` and `In [3]: ` before code, and the output lines between them."""
    lines = code.splitlines()
    marked = re.compile(r"\s*(?:>>>|\.\.\.|In \[\d*\]:) ?")
    if not any(re.match(r"\s*(?:>>>|In \[\d*\]:)", line) for line in lines):
        return code
    return "\n".join(marked.sub("", line, count=1) for line in lines if marked.match(line))


def drop_magics(code: str) -> str:
    """Remove lines only a notebook understands: %magics, !commands and trailing `?`."""
    return "\n".join(line for line in code.splitlines() if not re.match(r"\s*(?:[%!]\w|\?|\w+\?$)", line))


def dedent_all(code: str) -> str:
    """Remove indentation that all lines share."""
    return dedent(code.expandtabs(4)).strip("\n")


def align_first(code: str) -> str:
    """Give the first line the indentation of the others, or the others that of the first."""
    lines = code.strip("\n").splitlines()
    rest = [line for line in lines[1:] if line.strip()]
    if not rest:
        return code.strip()
    depth = min(len(line) - len(line.lstrip()) for line in rest)
    return "\n".join([lines[0].lstrip(), *(line[depth:] for line in lines[1:])])


def close_brackets(code: str) -> str:
    """Close a string and the brackets that are still open at the end."""
    for ending in ("", '"', "'", '"""'):
        attempt = code.rstrip().rstrip(",") + ending
        attempt += _open_brackets(attempt)
        if parse(attempt) is not None:
            return attempt
    return code


def _open_brackets(code: str) -> str:
    pairs = {"(": ")", "[": "]", "{": "}"}
    stack: list[str] = []
    for token in tokens(code):
        if token.string in pairs:
            stack.append(pairs[token.string])
        elif stack and token.string == stack[-1]:
            stack.pop()
    return "".join(reversed(stack))


def drop_broken_tail(code: str) -> str:
    """Cut what follows the last line up to which the code is sound; at most a third of it."""
    lines = code.rstrip().splitlines()
    for kept in range(len(lines) - 1, max(0, len(lines) * 2 // 3 - 1), -1):
        head = "\n".join(lines[:kept])
        if head.strip() and parse(head) is not None:
            return head
    return code


_SYNTAX: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("prompts stripped", strip_prompts),
    ("magics dropped", drop_magics),
    ("dedented", dedent_all),
    ("aligned", align_first),
    ("brackets closed", close_brackets),
    ("broken tail dropped", drop_broken_tail),
)


# --- names ------------------------------------------------------------------------------


#: what only a table is asked for; a module or a plain value is not
_AS_TABLE = (
    r"(?:\[[\"\[]|\.(?:groupby|sort_values|nlargest|nsmallest|pivot_table|dropna|drop_duplicates|resample|merge)\()"
)


def mend_names(code: str, namespace: Namespace) -> tuple[str, tuple[str, ...]]:
    """Add missing imports of well-known names; turn a near-miss into the one live variable it resembles."""
    fixes: list[str] = []
    imports: list[str] = []
    tree = parse(code)
    for name in undefined(tree, namespace.names()) if tree else ():
        live = "" if _is_alias(name) else _live_name(name, code, namespace)
        statement = "" if live else _import_for(name, code)
        if statement:
            imports.append(statement)
            fixes.append(f"import added: {name}")
        elif live:
            code = mending.rename(code, name, live)
            fixes.append(f"name: {name}→{live}")
    return "\n".join([*imports, code]), tuple(fixes)


def _is_alias(name: str) -> bool:
    return name == "datetime" or name in _ALIASES or name in _FROM


def _import_for(name: str, code: str) -> str:
    if name == "datetime":
        whole = re.search(r"\bdatetime\.(?:datetime|date|timedelta|time)\b", code)
        return "import datetime" if whole else "from datetime import datetime"
    if _is_alias(name):
        return _ALIASES.get(name) or _FROM[name]
    used_as_module = re.search(rf"(?<![\w.]){re.escape(name)}\.\w", code)
    known = name in sys.stdlib_module_names or name in ("numpy", "pandas", "matplotlib", "scipy", "seaborn")
    return f"import {name}" if used_as_module and known else ""


def _live_name(name: str, code: str, namespace: Namespace) -> str:
    near = mending.nearest(name, sorted(namespace.names()))
    if near:
        return near
    tables = [variable.name for variable in namespace.variables if variable.columns]
    meant = name.casefold() in _FRAME_WORDS or re.search(rf"(?<![\w.]){re.escape(name)}{_AS_TABLE}", code)
    return tables[0] if meant and len(tables) == 1 else ""
