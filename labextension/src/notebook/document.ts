/** What the desk needs of a notebook; `notebookDocument.ts` gives it one of Lab's. */
import type { ISignal } from '@lumino/signaling';

export interface ICell {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
}

export interface IFailure {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string;
}

export interface IDocument {
  readonly path: string;
  readonly readOnly: boolean;
  readonly activeCell: ICell | null;
  /** The active cell, its source, or what can be done with the document has changed. */
  readonly changed: ISignal<IDocument, void>;
  cell(id: string): ICell | null;
  /** The last error among a cell's outputs. */
  failure(id: string): IFailure | null;
  /** Insert a code cell below `id` (at the end if it is not there) and make it active; answers with its id. */
  insertBelow(id: string, source: string, metadata: Record<string, string | number>): string;
  /** Put `source` into a cell by a change that its own undo takes back; false when it is not there. */
  replace(id: string, source: string): boolean;
  remove(id: string): void;
  /** Make a cell active and put the keyboard into the notebook. */
  focus(id: string): void;
}
