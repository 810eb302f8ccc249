/** Earlier requests under the arrow keys, as in a shell: what was being typed comes back at the end. */
export class Recall {
  /** An older request than the one shown; null when there is none. `typed` is what the box holds now. */
  older(requests: readonly string[], typed: string): string | null {
    if (this._at + 1 >= requests.length) {
      return null;
    }
    if (this._at === -1) {
      this._typed = typed;
    }
    this._at += 1;
    return requests[this._at] ?? null;
  }

  /** A newer one, at last what was being typed; null when that is shown already. */
  newer(requests: readonly string[]): string | null {
    if (this._at === -1) {
      return null;
    }
    this._at -= 1;
    return this._at === -1 ? this._typed : (requests[this._at] ?? null);
  }

  /** Start again from what is being typed. */
  reset(): void {
    this._at = -1;
  }

  private _at = -1;
  private _typed = '';
}
