/**
 * The runs of one kernel as far as this page knows them, in the order they began.
 *
 * Knows how messages change them and when the whole state must be asked for; sends nothing itself.
 */
import type { Step } from '../protocol/toPage.js';
import type { Problem, RunState } from '../protocol/values.js';
import { after, broken, isActive, misses } from './run.js';

/** How many ended runs stay here with their outputs; older ones are recalled from the kernel. */
const KEPT = 100;

export class Runs {
  get(run: string): RunState | undefined {
    return this._runs.get(run);
  }

  get all(): RunState[] {
    return [...this._runs.values()];
  }

  get active(): RunState[] {
    return this.all.filter(isActive);
  }

  /** Take a run's whole state, unless what is known of it is newer. */
  put(run: RunState): RunState {
    const known = this._runs.get(run.run);
    if (known && known.seq > run.seq && !known.error) {
      return known;
    }
    this._runs.set(run.run, run);
    this._trim();
    return run;
  }

  /** Apply one step; "unknown" and "gap" say that the whole state is needed. */
  take(step: Step): RunState | 'unknown' | 'gap' {
    const known = this._runs.get(step.run);
    if (!known) {
      return 'unknown';
    }
    if (misses(known, step)) {
      return 'gap';
    }
    const run = after(known, step);
    this._runs.set(run.run, run);
    return run;
  }

  fail(run: string, problem: Problem): RunState | undefined {
    const known = this._runs.get(run);
    if (!known) {
      return undefined;
    }
    const failed = broken(known, problem);
    this._runs.set(run, failed);
    return failed;
  }

  drop(run: string): void {
    this._runs.delete(run);
  }

  private _trim(): void {
    const ended = this.all.filter(run => !isActive(run));
    ended.slice(0, Math.max(0, ended.length - KEPT)).forEach(run => this._runs.delete(run.run));
  }

  private readonly _runs = new Map<string, RunState>();
}
