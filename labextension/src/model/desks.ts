/**
 * A desk for every open notebook, and which one is in front.
 *
 * Knows Lab's notebooks and their sessions. Notebooks that share a kernel share its conversation.
 */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import { type ISignal, Signal } from '@lumino/signaling';

import { NotebookDocument } from '../notebook/notebookDocument.js';
import type { Flags } from '../protocol/fromPage.js';
import type { RunState } from '../protocol/values.js';
import { Desk } from './desk.js';
import { KernelLink } from './kernelLink.js';

export class Desks {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _client: string,
    private readonly _flags: () => Flags
  ) {
    _tracker.forEach(panel => this._seat(panel));
    _tracker.widgetAdded.connect((_, panel) => this._seat(panel));
    _tracker.currentChanged.connect(() => this._changed.emit());
  }

  /** The desk in front, or something on it, has changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** A run of any kernel has begun, come further or ended. */
  get runChanged(): ISignal<this, { run: RunState; stop: () => void }> {
    return this._runChanged;
  }

  get current(): Desk | null {
    const panel = this._tracker.currentWidget;
    return panel ? (this._desks.get(panel) ?? null) : null;
  }

  /** The desk of a notebook. */
  of(panel: NotebookPanel): Desk | null {
    return this._desks.get(panel) ?? null;
  }

  /** Show a run on the desk that knows it; the id of its notebook, for the shell to bring to the front. */
  reveal(run: RunState): string | null {
    const panel = this._tracker.find(
      one => this._desks.get(one)?.conversation?.runs.get(run.run) !== undefined
    );
    if (panel) {
      this._desks.get(panel)?.show(run.run);
    }
    return panel?.id ?? null;
  }

  /** Load the package into the kernel of the notebook in front; the error's text if it fails. */
  async load(): Promise<string | null> {
    const id = this._tracker.currentWidget?.sessionContext.session?.kernel?.id;
    return (id && (await this._links.get(id)?.load())) || null;
  }

  private _seat(panel: NotebookPanel): void {
    const desk = new Desk(new NotebookDocument(panel), this._flags);
    this._desks.set(panel, desk);
    desk.changed.connect(() => desk === this.current && this._changed.emit());
    const join = () => this._join(desk, panel.sessionContext);
    panel.sessionContext.kernelChanged.connect(join);
    join();
    panel.disposed.connect(() => {
      panel.sessionContext.kernelChanged.disconnect(join);
      desk.dispose();
      this._tidy();
      this._changed.emit();
    });
  }

  /** Give a desk the conversation with its session's kernel, as it is now. */
  private _join(desk: Desk, session: ISessionContext): void {
    const kernel = session.session?.kernel;
    desk.isBarred = false;
    if (!kernel) {
      desk.conversation = null;
      this._tidy();
      return;
    }
    const known = this._links.get(kernel.id);
    if (known && !known.kernel.isDisposed) {
      desk.conversation = known.conversation;
    } else if (kernel.handleComms) {
      known?.dispose();
      desk.conversation = this._link(new KernelLink(kernel, this._client));
    } else {
      desk.conversation = null;
      desk.isBarred = true;
    }
    this._tidy();
  }

  private _link(link: KernelLink): KernelLink['conversation'] {
    const { conversation } = link;
    this._links.set(link.kernel.id, link);
    link.gone.connect(() => this._move(link));
    conversation.runChanged.connect((_, run) =>
      this._runChanged.emit({ run, stop: () => conversation.stop(run.run) })
    );
    return conversation;
  }

  /** A notebook was closed whose connection others use: one of theirs goes on with the conversation. */
  private _move(link: KernelLink): void {
    const others: Kernel.IKernelConnection[] = [];
    this._tracker.forEach(panel => {
      const kernel = panel.sessionContext.session?.kernel;
      if (kernel && !kernel.isDisposed && kernel.id === link.kernel.id) {
        others.push(kernel);
      }
    });
    if (others[0]) {
      link.move(others[0]);
    } else {
      this._tidy();
    }
  }

  /** Let go of kernels that no open notebook uses. */
  private _tidy(): void {
    const used = new Set<unknown>();
    this._tracker.forEach(panel => used.add(this._desks.get(panel)?.conversation));
    for (const [id, link] of this._links) {
      if (link.kernel.isDisposed || !used.has(link.conversation)) {
        link.dispose();
        this._links.delete(id);
      }
    }
  }

  private readonly _desks = new WeakMap<NotebookPanel, Desk>();
  private readonly _links = new Map<string, KernelLink>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _runChanged = new Signal<this, { run: RunState; stop: () => void }>(this);
}
