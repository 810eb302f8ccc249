/** One of Lab's notebooks as the desk sees it; every change goes through the shared model, which keeps undo. */
import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { type ISignal, Signal } from '@lumino/signaling';

import { lastFailure } from './failure.js';
import type { ICell, IDocument, IFailure } from './document.js';

export class NotebookDocument implements IDocument {
  constructor(private readonly _panel: NotebookPanel) {
    this._panel.content.activeCellChanged.connect(this._follow, this);
    this._panel.context.pathChanged.connect(this._emit, this);
    this._panel.disposed.connect(() => Signal.clearData(this));
    this._follow();
  }

  get path(): string {
    return this._panel.context.path;
  }

  get readOnly(): boolean {
    return this._panel.context.model.readOnly;
  }

  get activeCell(): ICell | null {
    const id = this._panel.content.activeCell?.model.id;
    return id === undefined ? null : this.cell(id);
  }

  get changed(): ISignal<IDocument, void> {
    return this._changed;
  }

  cell(id: string): ICell | null {
    const cell = this._shared(id);
    return cell ? { id, kind: cell.cell_type, source: cell.source } : null;
  }

  failure(id: string): IFailure | null {
    const cell = this._shared(id);
    const outputs = cell?.cell_type === 'code' ? cell.toJSON().outputs : [];
    return lastFailure(Array.isArray(outputs) ? outputs : []);
  }

  insertBelow(id: string, source: string, metadata: Record<string, string | number>): string {
    const index = this._index(id);
    const at = index === -1 ? this._model.cells.length : index + 1;
    const cell = this._model.insertCell(at, {
      cell_type: 'code',
      source,
      metadata: { smallcode: metadata }
    });
    this.focus(cell.getId());
    return cell.getId();
  }

  replace(id: string, source: string): boolean {
    const cell = this._shared(id);
    if (!cell || this.readOnly || cell.getMetadata('editable') === false) {
      return false;
    }
    cell.setSource(source);
    this.focus(id);
    return true;
  }

  remove(id: string): void {
    const index = this._index(id);
    if (index !== -1) {
      this._model.deleteCell(index);
    }
  }

  focus(id: string): void {
    const { content } = this._panel;
    const index = this._index(id);
    if (index !== -1) {
      content.deselectAll();
      content.activeCellIndex = index;
      content.mode = 'command';
      content.node.focus();
      void content.scrollToItem(index, 'smart');
    }
  }

  private get _model() {
    return this._panel.context.model.sharedModel;
  }

  private _shared(id: string) {
    return this._model.cells.find(cell => cell.getId() === id);
  }

  private _index(id: string): number {
    return this._model.cells.findIndex(cell => cell.getId() === id);
  }

  /** Watch the active cell's text and outputs; the other cells do not concern the panel. */
  private _follow(): void {
    const cell = this._panel.content.activeCell;
    if (cell !== this._followed) {
      if (this._followed && !this._followed.isDisposed) {
        this._followed.model.contentChanged.disconnect(this._emit, this);
      }
      this._followed = cell;
      cell?.model.contentChanged.connect(this._emit, this);
    }
    this._emit();
  }

  private _emit(): void {
    this._changed.emit();
  }

  private _followed: Cell | null = null;
  private readonly _changed = new Signal<IDocument, void>(this);
}
