"""All that is known about one request while it is worked on, and the outcome it leads to.

Knows what was drawn, judged and spent; knows nothing about how to go on (see `loop.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from math import exp

from . import evidence, fitting, helpers, imports
from .budget import Meter
from .draw import Draw
from .events import Cancelled, Chosen, Event, Judged, PromptBuilt, Rejected, Repairing, Spent
from .plan import make
from .ports import Observer, Session
from .select import Judge, best_attempt, choose
from .syntax import loaded_names, parse
from .types import (
    Candidate,
    LoopSettings,
    ModelCard,
    Origin,
    Outcome,
    Plan,
    Prompt,
    PromptStyle,
    Request,
    Snippet,
    Spec,
    Verdict,
)

_UNFINISHED = "stopped before its run ended"
_BY_RULE = "No draw with the function that the request names passed; this code was written by rule, and has run."


class Work:
    """One request in progress; a part of a split request shares its parent's meter and numbering."""

    def __init__(
        self,
        request: Request,
        spec: Spec,
        card: ModelCard,
        settings: LoopSettings,
        observer: Observer | None,
        parent: Work | None = None,
        prefix: str = "",
    ) -> None:
        self.request, self.spec, self.card, self.settings = request, spec, card, settings
        self.observer, self.prefix = observer, prefix
        self.meter: Meter = parent.meter if parent else Meter(settings.budget)
        self.numbers: Iterator[int] = parent.numbers if parent else count()
        self.plan: Plan = make(request, spec)
        self.judge = self._judge()
        self.verdicts: dict[int, Verdict] = {}
        self.open: set[int] = set()
        #: prepared and not judged yet
        self.trying: dict[int, Verdict] = {}
        self.prompts: list[Prompt] = parent.prompts if parent else []
        self.snippets: tuple[Snippet, ...] = parent.snippets if parent else ()
        self.helpers = helpers.known(request.namespace, self.snippets)
        self.notes: list[str] = parent.notes if parent else []
        self.shown: set[str] = set()
        self.held: dict[int, tuple[Snippet, ...]] = {}
        self.tier = "none"

    def _judge(self) -> Judge:
        tiny = self.card.style is PromptStyle.TINY
        live = self.request.namespace.names()
        return Judge(self.spec, live, frozenset(self.settings.without), calibrated=tiny)

    def recall(self, snippets: tuple[Snippet, ...]) -> None:
        """Keep what was retrieved; a function among it that the request names is one that candidates should use."""
        self.snippets = snippets
        self.helpers = helpers.known(self.request.namespace, snippets)
        self.spec = helpers.linked(self.spec, self.request.text, [h for h in self.helpers if h.module])
        self.judge = self._judge()

    def tell(self, event: Event) -> None:
        """Pass an event on to whoever watches."""
        if self.observer is not None:
            self.observer.on(event)

    def note(self, sentences: Iterable[str]) -> None:
        """Keep what the user should know, each sentence once."""
        self.notes.extend(s for s in dict.fromkeys(sentences) if s not in self.notes)

    def enter(self, session: Session) -> None:
        """Remember what the throwaway kernels are like."""
        self.tier = session.tier
        self.note(session.notes)

    def begin(self, draws: tuple[Draw, ...]) -> tuple[int, ...]:
        """Number a batch of draws, charge its prompts and announce it."""
        numbers = tuple(next(self.numbers) for _ in draws)
        self.open |= set(numbers)
        for draw, number in zip(draws, numbers, strict=True):
            self.held[number] = draw.prompt.snippets
            if draw.prompt not in self.prompts:
                self.prompts.append(draw.prompt)
                self.meter.charge_prompt(draw.prompt)
                self.tell(PromptBuilt(draw.prompt.sections, draw.prompt.snippets))
            if draw.origin.parent is not None and draw.origin.kind == "repair":
                self.tell(Repairing(draw.origin.parent, number, draw.origin.round))
        return numbers

    def record(self, verdict: Verdict) -> None:
        """Keep a verdict and tell it with the rank it has now."""
        index = verdict.candidate.index
        self.verdicts[index] = verdict
        self.open.discard(index)
        self.trying.pop(index, None)
        if verdict.rejected:
            self.tell(Rejected(index, verdict.rejected))
        self.tell(Judged(next(v for v in self.ranked() if v.candidate.index == index)))
        self.tell(Spent(self.meter.usage()))

    def drop_open(self) -> None:
        """Say of every candidate that was begun and not judged that it was cancelled."""
        for index in sorted(self.open):
            self.tell(Cancelled(index))
        self.open.clear()

    def ranked(self) -> tuple[Verdict, ...]:
        """Every verdict so far, best first."""
        return self.judge.rank([self.verdicts[index] for index in sorted(self.verdicts)])

    def settled(self) -> bool:
        """Whether enough candidates pass and agree."""
        return self.judge.enough(list(self.verdicts.values()))

    def passing(self) -> tuple[Verdict, ...]:
        """Verdicts that ran, hold every test and leave what was asked for, best first."""
        return tuple(v for v in self.ranked() if v.passed and not v.missing)

    def plain_call(self) -> Candidate | None:
        """What a rule makes of a request that only calls a function of the user's own, where no draw did.

        For the embedded model, which may miss it however plain the request is.
        """
        used = any(verdict.passed and not verdict.overlooked for verdict in self.verdicts.values())
        if self.card.style is not PromptStyle.TINY or used:
            return None
        code = fitting.call(self.request.text, self.spec, self.helpers, self.request.namespace)
        return Candidate(next(self.numbers), code, code, Origin("fixer")) if code else None

    def copies_only(self) -> bool:
        """Whether everything that passes repeats a retrieved snippet."""
        passing = self.passing()
        return bool(passing) and all(verdict.copied_from for verdict in passing)

    def outcome(self, stopped: str) -> Outcome:
        """What the request led to; announced as the last event."""
        self.drop_open()
        if stopped and not any(verdict.ran for verdict in self.verdicts.values()):
            self.verdicts |= {n: replace(v, rejected=_UNFINISHED) for n, v in self.trying.items()}
        ranked = self.ranked()
        chosen = choose(ranked)
        spent = self.meter.refused or not self.meter.generations_left()
        stopped = stopped or ("budget" if spent and not self.passing() else "")
        facts = evidence.gather(
            ranked, chosen, self.card, self.meter.usage(), seed=self.settings.budget.seed, tier=self.tier,
            snippets=self._sources(chosen), notes=self._remarks(chosen), sure=self._sure(chosen),
        )  # fmt: skip
        self.tell(Spent(facts.usage))
        self.tell(Chosen(chosen.candidate.index if chosen else -1, facts.label))
        return Outcome(
            self.request, self.spec, self.plan, ranked, facts, chosen,
            chosen or best_attempt(ranked), tuple(self.prompts), stopped,
        )  # fmt: skip

    def _sure(self, chosen: Verdict | None) -> float:
        """The probability of the chosen draw where it is why there is no other."""
        if chosen is None or len(self.held) > 1 or self.settings.budget.n == 1 or not chosen.passed:
            return 0.0
        return exp(chosen.candidate.logprob or 0.0) if self.judge.sure(chosen.candidate) else 0.0

    def _sources(self, chosen: Verdict | None) -> tuple[str, ...]:
        """Paths of the snippets that the chosen candidate's prompt held."""
        used = self.held.get(chosen.candidate.index, ()) if chosen is not None else ()
        return tuple(dict.fromkeys(snippet.path for snippet in used))

    def _unused(self, chosen: Verdict | None) -> str:
        own = {helper.name for helper in self.helpers}
        names = [name for name in chosen.overlooked if name in own] if chosen else []
        return f"The request seems to name {' and '.join(names)}, which this code does not use." if names else ""

    def _borrowed(self, chosen: Verdict | None) -> Iterator[str]:
        """Functions of files that the code uses though its prompt did not tell of them."""
        if chosen is None or not chosen.ran:
            return
        tree, told = parse(chosen.candidate.code), self.held.get(chosen.candidate.index, ())
        used = loaded_names(tree) & {helper.name for helper in self.helpers if helper.module} if tree else ()
        for snippet in self.snippets:
            names = sorted(used & set(imports.names(snippet))) if used and snippet not in told else ()
            yield from (f"The code uses {name} of {snippet.path}." for name in names)

    def _remarks(self, chosen: Verdict | None) -> tuple[str, ...]:
        copied = chosen.copied_from if chosen else ""
        missing = chosen.missing if chosen else ""
        failed = bool(chosen and chosen.failed_tests)
        remarks = [
            "No candidate passed every example; this one passed the most." if failed else "",
            f"The code repeats {copied}." if copied else "",
            f"The request asks for something this code does not leave: {missing}." if missing else "",
            self._unused(chosen),
            *self._borrowed(chosen),
            _BY_RULE if chosen and chosen.candidate.origin.kind == "fixer" else "",
        ]
        return tuple(dict.fromkeys([*self.notes, *(remark for remark in remarks if remark)]))
