/** The state of the completion list under the request box. */
import * as React from 'react';

import type { Desk } from '../model/desk.js';
import { type ICompletions, mentionAt } from '../model/mention.js';
import type { Completion } from '../protocol/values.js';

type Take = (found: ICompletions, item: Completion) => void;

export interface IMentions {
  found: ICompletions | null;
  /** Which item is the active one. */
  at: number;
  /** Ask the kernel what fits at `cursor`, if a word with an @ ends there. */
  look: (text: string, cursor: number) => void;
  close: () => void;
  /** Let the list have a key; false when it has no use for it. */
  onKey: (key: string, take: Take) => boolean;
}

export function useMentions(desk: Desk): IMentions {
  const [found, setFound] = React.useState<ICompletions | null>(null);
  const [at, setAt] = React.useState(0);
  const asked = React.useRef(0);
  const close = () => {
    asked.current += 1;
    setFound(null);
  };
  const look = (text: string, cursor: number) => {
    if (mentionAt(text, cursor) === null || !desk.conversation) {
      close();
      return;
    }
    const turn = ++asked.current;
    desk.conversation.send({ type: 'complete', text, cursor }).then(
      answer => {
        // an answer that a later key has overtaken is of no use
        if (turn === asked.current && answer.type === 'completions') {
          setFound(answer.items.length ? answer : null);
          setAt(0);
        }
      },
      () => undefined
    );
  };
  const onKey = (key: string, take: Take) => {
    const item = found?.items[at];
    if (key === 'Escape') {
      // also what is still on its way, or has come and is not drawn yet
      close();
      return found !== null;
    }
    if (!found || !item) {
      return false;
    }
    switch (key) {
      case 'ArrowDown':
        setAt((at + 1) % found.items.length);
        return true;
      case 'ArrowUp':
        setAt((at + found.items.length - 1) % found.items.length);
        return true;
      case 'Enter':
      case 'Tab':
        take(found, item);
        return true;
      default:
        return false;
    }
  };
  return { found, at, look, close, onKey };
}
