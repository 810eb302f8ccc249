"""A model's text → code. Never loses code: text that already is Python comes back as it is.

Knows fences, prose around code, end markers and function bodies that continue a given stub.
Repairs nothing: what does not parse is left to `fixers`.
"""

from __future__ import annotations

import re
from textwrap import dedent, indent

from .syntax import defines, parse

_END = re.compile(
    r"<\|(?:end|endoftext|im_end|eot_id|EOT|end_of_text|code|task|ns)\|>|</s>|<｜end▁of▁sentence｜>|<fim_\w+>"
)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[ \t]*([\w+#.-]*)[^\n]*$", re.MULTILINE)
_SAYS = re.compile(r"[A-Z][\w']*[,!]? [\w']+[ ,.:!?].*[.:!?]$|[A-Z]\w* \w+[.!?]$")
_OPENS = re.compile(
    r"(?:else|try|finally)\s*:|(?:elif|except|case)\b.*:|(?:return|yield|break|continue|await)\b"
    r"|(?:async|for|while|if|with|import|from|def|class|raise|assert|del)\b.*[^.!?:]$|(?:import|from|def|class|for|if)$"
)
_PYTHON = frozenset({"", "python", "py", "python3", "ipython", "ipython3", "jupyter"})


def read(text: str, *, stub: str = "", entry: str = "") -> str:
    """The code in a reply; `stub` is the unfinished function it may continue, `entry` the wanted name."""
    clean = _without_markers(text)
    code = _fenced(clean, entry)
    if code is None:
        code = clean if stub and _continues(clean, entry) else _without_prose(clean)
    if stub and entry and not defines(code, entry) and (_continues(code, entry) or parse(code) is None):
        return _complete(stub, code)
    if stub and entry and defines(code, entry):
        return _with_prelude(stub, _tidy(code), entry)
    return _tidy(code)


def _without_markers(text: str) -> str:
    text = _THOUGHT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff"))
    end = _END.search(text)
    return text[: end.start()] if end else text


def _tidy(code: str) -> str:
    lines = [line.rstrip() for line in code.split("\n")] if parse(code) is None else code.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines).rstrip()


def _fenced(text: str, entry: str) -> str | None:
    """The wanted fenced block; None when the text has no fence outside sound Python."""
    if ("```" not in text and "~~~" not in text) or parse(text) is not None:
        return None
    blocks = _blocks(text)
    python = [block for language, block in blocks if language in _PYTHON and block.strip()]
    wanted = [block for block in python if entry and re.search(rf"\bdef\s+{re.escape(entry)}\b", block)]
    sound = [block for block in python if parse(dedent(block)) is not None]
    found = wanted or sound or python or [block for _, block in blocks if block.strip()]
    return next(iter(found), "" if blocks else None)


def _blocks(text: str) -> list[tuple[str, str]]:
    """(language, content) of each fenced block; code before a lone closing fence is a block of its own."""
    marks = list(_FENCE.finditer(text))
    if not marks:
        return []
    before = text[: marks[0].start()]
    if len(marks) % 2 and not marks[0].group(1) and before.strip() and (parse(before) or parse("def _():\n" + before)):
        return [("", before)]
    found = []
    for opening, closing in zip(marks[::2], [*marks[1::2], None], strict=False):
        content = text[opening.end() : closing.start() if closing else len(text)]
        found.append((opening.group(1).casefold(), content.removeprefix("\n")))
    return found


def _without_prose(text: str) -> str:
    """The longest run of lines from the first code on that is Python, else everything but prose at the ends."""
    if parse(text) is not None:
        return text
    lines = text.strip("\n").split("\n")
    first = next((n for n, line in enumerate(lines) if not _is_prose(line)), 0)
    for end in range(len(lines), first, -1):
        head = "\n".join(lines[first:end])
        dropped = next((line for line in lines[end:] if line.strip()), "")
        if _is_prose(dropped) and parse(dedent(head)) is not None and head.strip():
            return head
    last = next((n for n in range(len(lines), first, -1) if not _is_sentence(lines[n - 1])), len(lines))
    return "\n".join(lines[first:last]).strip("\n") or text


def _is_sentence(line: str) -> bool:
    return not line.strip() or _SAYS.match(line.strip()) is not None


def _is_prose(line: str) -> bool:
    """A blank line, a sentence, or words without any sign of code."""
    stripped = line.strip()
    if not stripped:
        return True
    if line[0] in " \t)]}" or stripped[0] in "#@%!" or stripped.startswith(">>>"):
        return False
    if _SAYS.match(stripped):
        return True
    if _OPENS.match(stripped) or parse(stripped) is not None or parse(f"{stripped}\n    pass") is not None:
        return False
    several = len(stripped.split()) > 1 or re.match(r"\w+[:!]$", stripped)
    return bool(several) and not re.search(r"[=(\[{]", stripped)


def _continues(text: str, entry: str) -> bool:
    """Whether the text goes on inside a function: its first line is indented, or a later one is while it is no def."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or (entry and re.search(rf"^(?:async\s+)?def\s+{re.escape(entry)}\b", text, re.MULTILINE)):
        return bool(lines) and lines[0][:1] in " \t"
    if lines[0][:1] in " \t":
        return True
    opens = re.match(r"(def|class|import|from|@|for|while|if|with|try)\b", lines[0])
    return bool(re.match(r"return\b", lines[0])) or (not opens and any(line[:1] in " \t" for line in lines[1:]))


def _complete(stub: str, text: str) -> str:
    """The stub with the body that continues it, cut where the function ends."""
    body = _body(text)
    while body:
        code = _join(stub, body)
        if parse(code) is not None:
            return code
        body.pop()
    return _join(stub, _body(text))


def _join(stub: str, body: list[str]) -> str:
    return (stub.rstrip() + "\n" + "\n".join(body)).rstrip()


def _body(text: str) -> list[str]:
    lines = text.strip("\n").split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    if lines and lines[0][:1] not in (" ", "\t"):
        rest = [line for line in lines[1:] if line.strip()]
        depth = min((len(line) - len(line.lstrip()) for line in rest if line[:1] in " \t"), default=0)
        lines = [" " * (depth or 4) + lines[0], *lines[1:]] if depth else indent("\n".join(lines), "    ").split("\n")
    end = next((n for n, line in enumerate(lines) if n and _ends_function(line)), len(lines))
    return lines[:end]


def _ends_function(line: str) -> bool:
    return bool(line.strip()) and line[0] not in " \t)]}"


def _with_prelude(stub: str, code: str, entry: str) -> str:
    """The reply's own function behind the stub's imports and helpers that it does not repeat."""
    head = re.split(rf"^(?:async\s+)?def\s+{re.escape(entry)}\b", stub, maxsplit=1, flags=re.MULTILINE)[0].strip()
    missing = head and parse(head) is not None and head not in code
    return f"{head}\n\n\n{code}" if missing else code
