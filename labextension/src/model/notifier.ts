/** Which runs are worth a notification: long ones that nobody looks at. Knows nothing about how one looks. */
import type { RunState } from '../protocol/values.js';
import { isActive, progress } from './run.js';

/** Where notifications are shown. */
export interface INotices {
  begin(run: RunState, stop: () => void): string;
  progress(id: string, run: RunState, share: number): void;
  end(id: string, run: RunState): void;
}

export class Notifier {
  constructor(
    private readonly _notices: INotices,
    private readonly _afterSeconds: () => number,
    private readonly _isSeen: (run: RunState) => boolean = () => false
  ) {}

  /** Take in where a run stands. */
  follow(run: RunState, stop: () => void): void {
    const shown = this._shown.get(run.run);
    const state = `${run.phase} ${run.candidates.length} ${progress(run)}`;
    if (!isActive(run)) {
      this._shown.delete(run.run);
      if (shown) {
        this._notices.end(shown.id, run);
      }
    } else if (shown && shown.state !== state) {
      shown.state = state;
      this._notices.progress(shown.id, run, progress(run));
    } else if (!shown && this._isWorthIt(run)) {
      this._shown.set(run.run, { id: this._notices.begin(run, stop), state });
    }
  }

  private _isWorthIt(run: RunState): boolean {
    const limit = this._afterSeconds();
    return limit > 0 && run.meter.elapsed_s >= limit && !this._isSeen(run);
  }

  /** By run: its notification, and what that says; the meter alone is no news. */
  private readonly _shown = new Map<string, { id: string; state: string }>();
}
