"""The model's window, filled section by section under an exact token budget.

Knows what matters most when room is short: the request, the failed draft and the tests stay whole; then the
live variables, retrieved snippets and earlier cells, each pruned from its least relevant end. Every section
says what it cost and what was left out. The embedded model reads no code: of a snippet it is told the functions
that it can import, one line each. Knows nothing about sampling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ..errors import RequestTooLong
from . import describe, helpers, imports, linking, mentions, prompts
from .repair import Draft
from .types import (
    Column,
    Message,
    ModelCard,
    Prompt,
    PromptStyle,
    Request,
    Section,
    Snippet,
    Spec,
    SpecKind,
    Variable,
)  # fmt: skip

CountTokens = Callable[[str], int]
TINY_VARIABLES = linking.MOST_TABLES
TINY_COLUMNS = 24
#: lines on functions of other files; it was trained on four
TINY_IMPORTS = 4
MOST_VARIABLES = 12
MOST_COLUMNS = 60
MOST_CELLS = 8
#: columns every variable keeps while there is anything else to drop
FEW_COLUMNS = 4
#: chat templates add role markers that `count_tokens` does not see
TEMPLATE_TOKENS = 32


@dataclass(slots=True)
class _Shelf:
    """What may still be dropped, least relevant last."""

    variables: list[Variable]
    columns: dict[str, list[str]]
    history: list[str]
    snippets: list[Snippet]
    dropped: dict[str, int] = field(default_factory=dict)
    dropped_tokens: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Window:
    """Fills prompts for one model; `max_tokens` is kept free for the answer."""

    card: ModelCard
    count: CountTokens
    max_tokens: int

    @property
    def room(self) -> int:
        """Tokens a prompt may have."""
        overhead = TEMPLATE_TOKENS if self.card.style is PromptStyle.CHAT else 1
        return self.card.context - self.max_tokens - overhead

    def fill(
        self, request: Request, spec: Spec, snippets: tuple[Snippet, ...] = (), draft: Draft | None = None
    ) -> Prompt:
        """The fullest prompt that fits; raises RequestTooLong when the request alone does not."""
        if self.card.style is PromptStyle.TINY:  # a model this small picks the wrong column where it is named loosely
            request = replace(request, text=linking.written_in(request.text, spec.mentions))
        shelf = self._shelf(request, spec, snippets)
        while True:
            texts = _texts(shelf, request, spec, self.card, draft)
            messages = _messages(texts, request, spec, self.card, draft)
            tokens = sum(self.count(message.content) for message in messages)
            if tokens <= self.room:
                return Prompt(messages, self._sections(texts, shelf), tuple(shelf.snippets), tokens)
            if not self._drop(shelf, tokens - self.room):
                raise RequestTooLong(
                    f"The request needs {tokens} tokens; {self.card.name} has room for {self.room}.",
                    "Shorten it, split it over two cells, or choose a model with a larger window.",
                )

    def _shelf(self, request: Request, spec: Spec, snippets: tuple[Snippet, ...]) -> _Shelf:
        tiny = self.card.style is PromptStyle.TINY
        most = TINY_VARIABLES if tiny else MOST_VARIABLES
        ranked = _ranked_variables(request, spec, tiny)
        columns = {v.name: _ranked_columns(v, request) for v in ranked}
        told = _importable(request, spec, snippets) if tiny else list(snippets)
        shelf = _Shelf(ranked, columns, [] if tiny else list(request.history), told)
        while len(shelf.variables) > most:
            self._drop_variable(shelf)
        per_prompt = TINY_COLUMNS if tiny else MOST_COLUMNS
        while sum(len(shelf.columns[v.name]) for v in shelf.variables) > per_prompt and self._drop_column(shelf):
            pass
        while len(shelf.history) > MOST_CELLS:
            self._drop_cell(shelf)
        while tiny and len(shelf.snippets) > TINY_IMPORTS:
            self._drop_snippet(shelf)
        return shelf

    def _drop(self, shelf: _Shelf, excess: int) -> bool:
        """Drop units of one kind worth `excess` tokens, the kind that costs least; False when nothing is left."""
        kinds: tuple[Callable[[], int], ...] = (
            lambda: self._drop_cell(shelf),
            lambda: self._drop_snippet(shelf),
            lambda: self._drop_column(shelf, keep=FEW_COLUMNS),
            lambda: self._drop_variable(shelf, keep=1),
            lambda: self._drop_column(shelf),
            lambda: self._drop_variable(shelf),
        )
        for drop in kinds:
            freed = step = drop()
            while step and freed < excess:
                step = drop()
                freed += step
            if freed:
                return True
        return False

    def _drop_cell(self, shelf: _Shelf) -> int:
        return self._note(shelf, "history", shelf.history.pop(0)) if shelf.history else 0

    def _drop_snippet(self, shelf: _Shelf) -> int:
        return self._note(shelf, "snippets", _told((shelf.snippets.pop(),), self.card)) if shelf.snippets else 0

    def _drop_variable(self, shelf: _Shelf, keep: int = 0) -> int:
        if len(shelf.variables) <= keep:
            return 0
        gone = shelf.variables.pop()
        return self._note(shelf, "variables", describe.line(gone, _kept(gone, shelf)))

    def _drop_column(self, shelf: _Shelf, keep: int = 0) -> int:
        widest = max(shelf.variables, key=lambda v: len(shelf.columns[v.name]), default=None)
        if widest is None or len(shelf.columns[widest.name]) <= keep:
            return 0
        name = shelf.columns[widest.name].pop()
        return self._note(shelf, "columns", f'"{name}" float; ')

    def _note(self, shelf: _Shelf, what: str, text: str) -> int:
        tokens = max(1, self.count(text))
        shelf.dropped[what] = shelf.dropped.get(what, 0) + 1
        shelf.dropped_tokens[what] = shelf.dropped_tokens.get(what, 0) + tokens
        return tokens

    def _sections(self, texts: dict[str, str], shelf: _Shelf) -> tuple[Section, ...]:
        sections = []
        for name, text in texts.items():
            causes = {"namespace": ("variables", "columns")}.get(name, (name,))
            dropped = [
                f"{shelf.dropped[cause]} {_unit(cause, shelf.dropped[cause])}"
                for cause in causes
                if cause in shelf.dropped
            ]
            tokens = sum(shelf.dropped_tokens.get(cause, 0) for cause in causes)
            if text or dropped:
                why = f"{' and '.join(dropped)} left out" if dropped else ""
                sections.append(Section(name, text, self.count(text), why, tokens))
        return tuple(sections)


def _unit(cause: str, count: int) -> str:
    unit = {"history": "earlier cells", "snippets": "snippets", "variables": "variables", "columns": "columns"}[cause]
    return unit if count > 1 else unit.removesuffix("s")


def _ranked_variables(request: Request, spec: Spec, tiny: bool) -> list[Variable]:
    first = [v for name in spec.mentioned if (v := request.namespace.find(name)) is not None]
    if spec.kind is SpecKind.FUNCTION:
        return [v for v in first if mentions.variable_score(v, request.text) >= mentions.NAMED]
    if tiny and first:
        return first
    return [*first, *(v for v in request.namespace.variables if v.name not in spec.mentioned)]


def _ranked_columns(variable: Variable, request: Request) -> list[str]:
    """Column names, most relevant first; index levels count as asked for."""
    text = "\n".join((request.text, request.target, *request.history[-2:]))
    scores = {c.name: mentions.column_score(c.name, text) + 2 * c.is_index for c in variable.columns}
    return sorted(scores, key=lambda name: -scores[name])


def _kept(variable: Variable, shelf: _Shelf) -> list[Column]:
    names = set(shelf.columns[variable.name])
    return [column for column in variable.columns if column.name in names]


def _importable(request: Request, spec: Spec, snippets: tuple[Snippet, ...]) -> list[Snippet]:
    """Best first: what a cell could import, the notebook does not have yet and the request seems to mean."""
    if spec.kind is SpecKind.FUNCTION:
        return []
    live, found = request.namespace.names(), dict[str, Snippet]()
    for snippet in snippets:
        names = imports.names(snippet)
        if names and not live.issuperset(names):
            found.setdefault("\n".join(imports.lines(snippet)), snippet)
    return helpers.likely(request.text, spec, tuple(found.values()))


def _told(snippets: Sequence[Snippet], card: ModelCard) -> str:
    if card.style is PromptStyle.TINY:
        return "\n".join([told for snippet in snippets for told in imports.lines(snippet)][:TINY_IMPORTS])
    return "\n\n".join(_with_import(snippet) for snippet in snippets)


def _with_import(snippet: Snippet) -> str:
    """The snippet under the line that makes it available, where a cell can import what it defines."""
    names = imports.names(snippet)
    head = f"# from {imports.module(snippet.path)} import {', '.join(names)}\n" if names else ""
    return head + snippet.text


def _texts(shelf: _Shelf, request: Request, spec: Spec, card: ModelCard, draft: Draft | None) -> dict[str, str]:
    """Section name → text, in prompt order: what stays the same between requests comes first."""
    tiny = card.style is PromptStyle.TINY
    lines = [describe.line(v, _kept(v, shelf), shape=not tiny) for v in shelf.variables]
    failed = draft or Draft("", "")
    return {
        "instructions": _instructions(spec, card),
        "history": "\n\n".join(shelf.history),
        "namespace": "\n".join(lines),
        "snippets": _told(shelf.snippets, card),
        "target": "" if tiny else request.target,
        "request": _request(request, card),
        "tests": "" if tiny else "\n".join(test.source for test in spec.tests if test.source not in request.text),
        "draft": failed.code,
        "error": failed.error if tiny else failed.told,
    }


def _instructions(spec: Spec, card: ModelCard) -> str:
    if card.style is not PromptStyle.CHAT:
        return ""
    return prompts.render(
        "chat_system",
        function=spec.kind is SpecKind.FUNCTION,
        signature=spec.signature,
        figure=spec.wants_figure,
        thinking=card.chain_of_thought,
    )


def _request(request: Request, card: ModelCard) -> str:
    text = request.text.strip() or "Fix this code."
    keeps_lines = card.style is not PromptStyle.TINY or "def " in text
    return text if keeps_lines else " ".join(text.split())


def _messages(
    texts: dict[str, str], request: Request, spec: Spec, card: ModelCard, draft: Draft | None
) -> tuple[Message, ...]:
    match card.style:
        case PromptStyle.TINY:
            values = {key: texts[key] for key in ("request", "draft", "error")}
            known = "\n".join(filter(None, (texts["namespace"], texts["snippets"])))
            return (Message("raw", prompts.render("tiny", namespace=known, **values)),)
        case PromptStyle.BASE:
            return (Message("raw", prompts.render("base", **texts, function="def " in request.text) + "\n"),)
        case PromptStyle.CHAT:
            return (Message("system", texts["instructions"]), Message("user", prompts.render("chat_user", **texts)))
