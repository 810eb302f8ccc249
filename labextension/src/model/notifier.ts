/** Which runs are worth a notification: those that take long. Knows nothing about how one looks. */
import type { RunState } from '../protocol/values.js';
import { isActive, progress } from './run.js';

/** Where notifications are shown. */
export interface INotices {
  begin(run: RunState, stop: () => void): string;
  progress(id: string, run: RunState, share: number, stop: () => void): void;
  end(id: string, run: RunState): void;
}

export class Notifier {
  constructor(
    private readonly _notices: INotices,
    private readonly _afterSeconds: () => number
  ) {}

  /** Take in where a run stands. */
  follow(run: RunState, stop: () => void): void {
    const id = this._shown.get(run.run);
    if (!isActive(run)) {
      this._shown.delete(run.run);
      if (id !== undefined) {
        this._notices.end(id, run);
      }
    } else if (id !== undefined) {
      this._notices.progress(id, run, progress(run), stop);
    } else if (this._isLong(run)) {
      this._shown.set(run.run, this._notices.begin(run, stop));
    }
  }

  private _isLong(run: RunState): boolean {
    const limit = this._afterSeconds();
    return limit > 0 && run.meter.elapsed_s >= limit;
  }

  private readonly _shown = new Map<string, string>();
}
