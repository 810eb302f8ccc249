/** `@variable` and `@file` in a request: when to ask the kernel, and what a choice does to the text. */
import type { Completion } from '../protocol/values.js';

export interface ICompletions {
  start: number;
  end: number;
  items: Completion[];
}

/** The `@…` word that ends at `cursor`; null when there is none. */
export function mentionAt(text: string, cursor: number): string | null {
  const word = /(?:^|[\s("'[,])(@[^\s"'()[\],]*)$/u.exec(text.slice(0, cursor));
  return word?.[1] ?? null;
}

/** The text and the cursor after choosing `item`; a folder stays open for what is in it. */
export function chosen(
  text: string,
  { start, end }: { start: number; end: number },
  item: Completion
): { text: string; cursor: number } {
  const rest = text.slice(end);
  const gap = item.kind === 'folder' || /^\s/.test(rest) ? '' : ' ';
  const head = text.slice(0, start) + item.text + gap;
  return { text: head + rest, cursor: head.length };
}
