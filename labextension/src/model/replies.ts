/** Questions that wait for the kernel's answer, by the id that the answer repeats. */
import type { ToPage } from '../protocol/toPage.js';
import type { Problem } from '../protocol/values.js';

/** The kernel's answer was an error, or none can come any more. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.cause);
  }
}

export class Replies {
  /** A promise for the answer to `id`; rejects with a Refusal. */
  expect(id: string): Promise<ToPage> {
    return new Promise((resolve, reject) => this._waiting.set(id, { resolve, reject }));
  }

  /** Hand `message` to whom it answers; false when nobody waits for it. */
  settle(message: ToPage): boolean {
    const id = 'reply_to' in message ? message.reply_to : null;
    const waiting = id === null ? undefined : this._waiting.get(id);
    if (id === null || !waiting) {
      return false;
    }
    this._waiting.delete(id);
    if (message.type === 'error') {
      waiting.reject(new Refusal(message.error));
    } else {
      waiting.resolve(message);
    }
    return true;
  }

  /** Nothing that was asked will be answered. */
  abandon(problem: Problem): void {
    const waiting = [...this._waiting.values()];
    this._waiting.clear();
    waiting.forEach(({ reject }) => reject(new Refusal(problem)));
  }

  private readonly _waiting = new Map<
    string,
    { resolve: (message: ToPage) => void; reject: (refusal: Refusal) => void }
  >();
}
