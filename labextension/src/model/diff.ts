/** What changes between two versions of a cell, line by line. */
import { diffLines } from 'diff';

export interface ILine {
  kind: 'same' | 'added' | 'removed';
  text: string;
  /** Line numbers from 1 in the old and in the new text; null where the line is not in it. */
  before: number | null;
  after: number | null;
}

/** Every line of both texts, in order, marked. */
export function compared(before: string, after: string): ILine[] {
  const lines: ILine[] = [];
  let [old, fresh] = [0, 0];
  for (const part of diffLines(ended(before), ended(after))) {
    const kind = part.added ? 'added' : part.removed ? 'removed' : 'same';
    for (const text of part.value.replace(/\n$/, '').split('\n')) {
      lines.push({
        kind,
        text,
        before: kind === 'added' ? null : ++old,
        after: kind === 'removed' ? null : ++fresh
      });
    }
  }
  return lines;
}

/** How many lines were added and removed. */
export function counted(lines: ILine[]): { added: number; removed: number } {
  const count = (kind: ILine['kind']) => lines.filter(line => line.kind === kind).length;
  return { added: count('added'), removed: count('removed') };
}

/** With a final line break, so that a last line does not differ for the lack of one; "" has no line. */
function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
