"""One candidate from text to verdict: check → fixers → run → tests.

Knows what a run must show; knows neither how candidates are drawn nor how verdicts are ranked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from . import check, compose, effects, fixers, mending, novelty, portraits
from .helpers import Helper
from .syntax import bound_names, defines, loaded_names, parse
from .types import Candidate, Job, Namespace, Probe, PublicTest, Run, RunStatus, Snippet, Spec, SpecKind, Verdict

Execute = Callable[[Job], Awaitable[Run | None]]


@dataclass(frozen=True, slots=True)
class Verifier:
    """Judges candidates of one request alone; `execute` returns None when no execution is left."""

    spec: Spec
    namespace: Namespace
    execute: Execute
    deadline_s: float
    seed: int = 0
    variants: tuple[str, ...] = ()
    can_import: check.CanImport = check.importable
    snippets: tuple[Snippet, ...] = ()
    mends: bool = True
    helpers: tuple[Helper, ...] = ()

    def prepare(self, candidate: Candidate) -> Verdict:
        """The candidate mended by the deterministic fixers, rejected when it still cannot run."""
        fixed = fixers.mend(candidate, self.namespace, self.helpers) if self.mends else candidate
        problem = next(iter(check.problems(fixed.code, self.namespace.names(), self.can_import)), None)
        reason = problem.text if problem else self._lacks_entry(fixed)
        copied = novelty.source(fixed.code, self.snippets)
        total = len(self.spec.tests)
        return Verdict(
            fixed,
            rejected=reason,
            tests_total=total,
            copied_from=(copied.path or "a retrieved snippet") if copied else "",
            overlooked=tuple(name for name in self.spec.named if not self._uses(fixed.code, name)),
        )

    def _uses(self, code: str, name: str) -> bool:
        """A function must be called or handed on; a column may be named in any way."""
        tree = parse(code) if any(helper.name == name for helper in self.helpers) else None
        return name in (loaded_names(tree) if tree else code)

    def _lacks_entry(self, candidate: Candidate) -> str:
        wanted = self.spec.entry_point
        lacks = self.spec.kind is SpecKind.FUNCTION and not defines(candidate.code, wanted)
        return f"no function {wanted}" if lacks else ""

    async def judge(self, prepared: Verdict) -> Verdict:
        """Run a sound candidate, once more where its error tells how it can be mended."""
        verdict = await self._run(prepared)
        if self._lost(verdict):
            verdict = await self._run(prepared, probes=())
        mended = fixers.mend_after(verdict, self.namespace, self.helpers) if self.mends else None
        if mended is None:
            return verdict
        again = await self._run(replace(prepared, candidate=mended))
        return again if again.ran else verdict

    def _lost(self, verdict: Verdict) -> bool:
        """Whether a sound function got stuck on a mutated input: that may lie outside what was asked.

        Such a run says nothing about the request's own examples, so those are asked for alone.
        """
        died = verdict.run is not None and verdict.run.status is RunStatus.DIED
        return died and self.spec.kind is SpecKind.FUNCTION and bool(self.spec.probes)

    async def _run(self, prepared: Verdict, probes: tuple[str, ...] | None = None) -> Verdict:
        job = self._job(prepared.candidate, self.spec.probes if probes is None else probes)
        run = await self.execute(job)
        if run is None:
            return replace(prepared, rejected="no executions left")
        return judged(replace(prepared, run=run, extra_runs=await self._varied(job, run)), self.spec)

    def _job(self, candidate: Candidate, mutated: tuple[str, ...]) -> Job:
        probes = (*(self._asked(test.actual, candidate.code) for test in self.spec.tests), *mutated)
        return Job(candidate.code, probes, deadline_s=self.deadline_s, seed=self.seed)

    def _asked(self, expression: str, code: str) -> str:
        """The expression, with `result` meaning the displayed value where nothing else has that name."""
        tree = parse(code)
        bound = compose.RESULT in self.namespace.names() or (tree and compose.RESULT in bound_names(tree))
        return expression if bound else mending.rename(expression, compose.RESULT, "_")

    async def _varied(self, job: Job, run: Run) -> tuple[Run, ...]:
        """The same code over perturbed copies, for cells that ran."""
        if not run.ok or self.spec.kind is SpecKind.FUNCTION:
            return ()
        runs = [await self.execute(replace(job, variant=variant, probes=())) for variant in self.variants]
        return tuple(run for run in runs if run is not None)


def judged(verdict: Verdict, spec: Spec) -> Verdict:
    """Tests compared with what the run reported, outside the kernel that could have forged a verdict."""
    run = verdict.run
    if run is None or run.status is not RunStatus.OK:
        return replace(verdict, failed_tests=tuple(test.source for test in spec.tests))
    probes = [*run.probes[: len(spec.tests)]]
    missing = [Probe(test.actual, error="not evaluated") for test in spec.tests[len(probes) :]]
    failed = [
        test.source for test, probe in zip(spec.tests, [*probes, *missing], strict=True) if not holds(test, probe)
    ]
    return replace(
        verdict,
        tests_passed=len(spec.tests) - len(failed),
        failed_tests=tuple(failed),
        missing=effects.missing(run, spec),
    )


def holds(test: PublicTest, probe: Probe) -> bool:
    """Whether a probe's value is what the test expects."""
    if probe.value is None:
        return False
    return portraits.equals_literal(probe.value, test.expected) if test.expected else portraits.is_true(probe.value)
