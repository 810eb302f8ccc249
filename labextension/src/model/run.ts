/** What a run looks like after a message: pure, so that a reload and a live run end in the same state. */
import type { Step } from '../protocol/toPage.js';
import type { Candidate, CandidateResult, Problem, RunState } from '../protocol/values.js';

/** `run` after `step`; the same object when the message is old. */
export function after(run: RunState, step: Step): RunState {
  if (step.seq <= run.seq) {
    return run;
  }
  return { ...run, seq: step.seq, ...change(run, step) };
}

/** Whether something was lost between what is known of a run and `step`. */
export function misses(run: RunState, step: Step): boolean {
  return step.seq > run.seq + 1;
}

/** A run that can only be known to have ended, for `error`. */
export function broken(run: RunState, error: Problem): RunState {
  return { ...run, phase: 'ended', error };
}

export function isActive(run: RunState): boolean {
  return run.phase !== 'ended';
}

/** Share of a run's candidates that have come to an end, 0…1. */
export function progress(run: RunState): number {
  const open = new Set<Candidate['state']>(['drawing', 'repairing', 'drawn', 'running']);
  const ended = run.candidates.filter(candidate => !open.has(candidate.state)).length;
  return run.candidates.length ? ended / run.candidates.length : 0;
}

export type StepState = 'waiting' | 'solving' | 'solved' | 'unsolved' | 'not tried';

/** Where each step of the plan stands; null while, or where, the request is worked on as a whole. */
export function stepStates(run: RunState): StepState[] | null {
  const at = run.plan_step;
  return at === null
    ? null
    : run.plan.map((_, place) => {
        if (place < at) {
          return 'solved';
        }
        const [here, later] = isActive(run)
          ? (['solving', 'waiting'] as const)
          : (['unsolved', 'not tried'] as const);
        return place === at ? here : later;
      });
}

/** Why candidates were not taken, the most common reason first, each with how many it was the reason for. */
export function commonReasons(candidates: CandidateResult[], most = 3): [reason: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { reason } of candidates.filter(candidate => candidate.reason)) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one).slice(0, most);
}

function change(run: RunState, step: Step): Partial<RunState> {
  switch (step.type) {
    case 'phase':
      return { phase: step.phase };
    case 'plan':
      return { plan: step.tasks, plan_reason: step.reason, plan_step: step.step };
    case 'context':
      return { context: step.sections, context_room: step.room };
    case 'candidates':
      return { candidates: merged(run.candidates, step.candidates) };
    case 'meter':
      return { meter: step.meter };
    case 'result':
      return { phase: 'ended', result: step.result };
    case 'failed':
      return { phase: 'ended', error: step.error };
    case 'decision':
      return { decision: step.decision };
  }
}

function merged(known: Candidate[], changed: Candidate[]): Candidate[] {
  const byIndex = new Map(known.map(candidate => [candidate.index, candidate]));
  for (const candidate of changed) {
    byIndex.set(candidate.index, candidate);
  }
  return [...byIndex.values()].sort((one, other) => one.index - other.index);
}
