/** An error output as text. */
import type { IFailure } from './document.js';

/** As many characters of a traceback as the protocol takes, and then some to spare. */
const LONGEST = 90_000;

/** The last error among a cell's outputs; null when there is none. */
export function lastFailure(outputs: readonly unknown[]): IFailure | null {
  return (
    outputs
      .map(asFailure)
      .filter(failure => failure !== null)
      .at(-1) ?? null
  );
}

/** `output` as a failure, its end kept where it is too long; null when it is not an error output. */
export function asFailure(output: unknown): IFailure | null {
  const { ename, evalue, traceback } = (output ?? {}) as Record<string, unknown>;
  if (typeof ename !== 'string') {
    return null;
  }
  const lines = Array.isArray(traceback) ? traceback.filter(line => typeof line === 'string') : [];
  return {
    ename: ename.slice(0, 200),
    evalue: typeof evalue === 'string' ? evalue.slice(0, 18_000) : '',
    traceback: lines.join('\n').slice(-LONGEST)
  };
}
