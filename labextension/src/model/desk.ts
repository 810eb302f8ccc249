/**
 * What the panel keeps about one notebook: the draft, which run is looked at, what was accepted and how to undo it.
 *
 * Knows a conversation and a document by their interfaces; nothing about widgets.
 */
import { type ISignal, Signal } from '@lumino/signaling';

import type { ICell, IDocument, IFailure } from '../notebook/document.js';
import type { Flags } from '../protocol/fromPage.js';
import type { Action, Decision, HistoryEntry, RunState } from '../protocol/values.js';
import { type Conversation, type Link, isPassing } from './conversation.js';
import { isActive } from './run.js';

/** What accepting did, so that it can be taken back. */
export interface IApplied {
  run: string;
  candidate: number;
  cell: string;
  /** The source before; null when the cell was new. */
  before: string | null;
  source: string;
}

/** A cell action that the kernel could not hear yet. */
export interface IWaiting {
  action: Action;
  cell: string;
  text: string;
}

/** Code that can be accepted, and the cell it is a new version of (none: it goes below the active one). */
export interface IOffer {
  candidate: number;
  code: string;
  cell: ICell | null;
  /** The cell is not what it was when the request was made. */
  stale: boolean;
}

export class Desk {
  constructor(
    readonly document: IDocument,
    private readonly _flags: () => Flags
  ) {
    document.changed.connect(this._follow, this);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** A draft was put into the request box from outside it. */
  get drafted(): ISignal<this, string> {
    return this._drafted;
  }

  get draft(): string {
    return this._draft;
  }

  /** Keep what is being written. */
  keepDraft(text: string): void {
    this._draft = text;
  }

  /** Put `text` into the request box. */
  putDraft(text: string): void {
    this._draft = text;
    this._drafted.emit(text);
  }

  get conversation(): Conversation | null {
    return this._conversation;
  }

  set conversation(conversation: Conversation | null) {
    if (conversation === this._conversation) {
      return;
    }
    this._conversation?.changed.disconnect(this._follow, this);
    this._conversation = conversation;
    conversation?.changed.connect(this._follow, this);
    this._follow();
  }

  /** How the kernel can be reached; null where there is none. */
  get link(): Link | null {
    return this._conversation?.link ?? (this._isBarred ? 'taken' : null);
  }

  /** Whether there is a kernel that something else in the page talks to. */
  set isBarred(isBarred: boolean) {
    this._isBarred = isBarred;
    this._follow();
  }

  /** This notebook's runs that the page holds, newest first. */
  get runs(): RunState[] {
    const all = this._conversation?.runs.all ?? [];
    return all.filter(run => run.notebook === this.document.path || this._own.has(run.run)).reverse();
  }

  get active(): RunState[] {
    return this.runs.filter(isActive);
  }

  /** The run that is looked at: the one picked, otherwise the newest; null while writing a new request. */
  get shown(): RunState | null {
    if (this._shown === null) {
      return null;
    }
    const picked = this._shown === undefined ? undefined : this._conversation?.runs.get(this._shown);
    return picked ?? (this._shown === undefined ? (this.runs[0] ?? null) : null);
  }

  /** The history's line of a run that is looked at but that the kernel no longer has as a whole. */
  get remembered(): HistoryEntry | null {
    return this._shown && !this.shown
      ? (this.history.find(entry => entry.run === this._shown) ?? null)
      : null;
  }

  /** Past requests, newest first: the kernel's list, and what it has not told yet. */
  get history(): HistoryEntry[] {
    const told = this._conversation?.history(this.document.path) ?? [];
    const known = new Set(told.map(entry => entry.run));
    const fresh = this.runs.filter(run => !known.has(run.run)).map(asEntry);
    return [...fresh, ...told].sort((one, other) => other.began - one.began);
  }

  /** Earlier requests' texts for the arrow keys, newest first, each once. */
  get requests(): string[] {
    return [...new Set(this.history.map(entry => entry.text).filter(text => text.trim()))];
  }

  get applied(): IApplied | null {
    return this.shown ? (this._applied.get(this.shown.run) ?? null) : null;
  }

  /** What the shown run offers; `candidate` picks another one than the chosen. */
  offer(candidate: number | null = this._candidate): IOffer | null {
    const run = this.shown;
    const proposal = run?.result?.proposal;
    const other = run?.result?.candidates.find(one => one.index === candidate);
    if (!run || (!proposal && !other)) {
      return null;
    }
    const cell = proposal?.cell && proposal.replaces ? this.document.cell(proposal.cell) : null;
    return {
      candidate: other?.index ?? proposal?.candidate ?? 0,
      code: other && other.index !== proposal?.candidate ? other.code : (proposal?.code ?? other?.code ?? ''),
      cell,
      stale: cell !== null && cell.source !== proposal?.replaces
    };
  }

  get candidate(): number | null {
    return this._candidate;
  }

  /** Look at another candidate of the shown run; null for the chosen one. */
  pick(candidate: number | null): void {
    this._candidate = candidate;
    this._emit();
  }

  /** Look at a run; null clears the way for a new request. One that is not here is recalled from the kernel. */
  show(run: string | null): void {
    this._shown = run;
    this._candidate = null;
    if (run !== null && !this._conversation?.runs.get(run)) {
      this._conversation?.tell({ type: 'recall', run });
    }
    this._emit();
  }

  write(text: string): RunState | null {
    return this._ask({ action: 'write', text });
  }

  /** A cell action; null when there is no such cell or no kernel to ask. One that is on its way is waited for. */
  act(action: Action, id: string, text = ''): RunState | null {
    if (isPassing(this.link)) {
      this._wait({ action, cell: id, text });
      return null;
    }
    const cell = this.document.cell(id);
    const failure = action === 'fix' ? this.document.failure(id) : null;
    return cell && this._ask({ action, text, cell, ...(failure && { failure }) });
  }

  /** The action that is asked as soon as the kernel answers. */
  get waiting(): IWaiting | null {
    return this._waiting;
  }

  /** Ask nothing when the kernel answers. */
  forgo(): void {
    this._wait(null);
  }

  /** The shown run once more, with what should be different. */
  again(remark: string): RunState | null {
    const run = this.shown;
    const cell = run?.cell ? this.document.cell(run.cell) : null;
    if (!run) {
      return null;
    }
    const failure = run.action === 'fix' && cell ? this.document.failure(cell.id) : null;
    return this._ask({
      action: run.action,
      text: run.text,
      again: { run: run.run, remark },
      ...(cell && { cell }),
      ...(failure && { failure })
    });
  }

  stop(): void {
    this.active.forEach(run => this._conversation?.stop(run.run));
  }

  insertBelow(): void {
    const [run, offer] = [this.shown, this.offer()];
    if (run && offer) {
      const anchor = run.cell || this.document.activeCell?.id || '';
      const cell = this.document.insertBelow(anchor, offer.code, provenance(run));
      this._keep({ run: run.run, candidate: offer.candidate, cell, before: null, source: offer.code });
      this._decide(run, offer.candidate, 'below');
    }
  }

  /** Replace the cell the proposal is for, or else the active one; the cell's own undo takes it back too. */
  replace(): void {
    const [run, offer] = [this.shown, this.offer()];
    const cell = offer?.cell ?? this.document.activeCell;
    if (run && offer && cell && this.document.replace(cell.id, offer.code)) {
      const before = cell.source;
      this._keep({ run: run.run, candidate: offer.candidate, cell: cell.id, before, source: offer.code });
      this._decide(run, offer.candidate, 'replaced');
    }
  }

  /** Note that the code was copied; the clipboard belongs to the widget. */
  copied(): void {
    const [run, offer] = [this.shown, this.offer()];
    if (run && offer) {
      this._decide(run, offer.candidate, 'copied');
    }
  }

  reject(): void {
    if (this.shown) {
      this._decide(this.shown, this.offer()?.candidate ?? 0, 'rejected');
    }
  }

  /** Take back what was accepted; false when the cell has been changed since, which is left alone. */
  undo(): boolean {
    const applied = this.applied;
    if (!applied || !this.shown || this.document.cell(applied.cell)?.source !== applied.source) {
      return false;
    }
    if (applied.before === null) {
      this.document.remove(applied.cell);
    } else {
      this.document.replace(applied.cell, applied.before);
    }
    this._applied.delete(applied.run);
    this._decide(this.shown, applied.candidate, 'undone');
    return true;
  }

  forget(run: string | null): void {
    const gone = run === null ? this.runs.map(one => one.run) : [run];
    gone.forEach(one => this._conversation?.runs.drop(one));
    this._conversation?.tell({
      type: 'forget',
      notebook: { path: this.document.path },
      ...(run !== null && { run })
    });
    this._shown = null;
    this._emit();
  }

  dispose(): void {
    this.conversation = null;
    Signal.clearData(this);
  }

  private _ask(asked: {
    action: Action;
    text: string;
    cell?: ICell;
    failure?: IFailure;
    again?: { run: string; remark: string };
  }): RunState | null {
    if (this._conversation?.link !== 'ready') {
      return null;
    }
    const { cell, ...rest } = asked;
    const run = this._conversation.ask({
      ...rest,
      notebook: { path: this.document.path },
      flags: this._flags(),
      ...(cell && { cell: { id: cell.id, source: cell.source } })
    });
    this._own.add(run.run);
    this.show(run.run);
    return run;
  }

  private _keep(applied: IApplied): void {
    this._applied.set(applied.run, applied);
  }

  private _decide(run: RunState, candidate: number, decision: Decision): void {
    this._conversation?.tell({ type: 'decided', run: run.run, candidate, decision });
    this._conversation?.runs.put({ ...run, decision });
    this._emit();
  }

  /** Something that the desk rests on has changed: a kernel that has just become ready is asked for the history. */
  private _follow(): void {
    const { path } = this.document;
    const welcome = this._conversation?.link === 'ready' ? this._conversation.welcome : null;
    const asked = welcome && `${welcome.session} ${path}`;
    if (asked !== null && asked !== this._askedHistory) {
      this._askedHistory = asked;
      this._conversation?.readHistory(path);
    }
    this._emit();
    this._resume();
  }

  private _wait(waiting: IWaiting | null): void {
    this._waiting = waiting;
    this._emit();
  }

  /** Ask what waited for the kernel; where none will answer by itself, the link's words say why. */
  private _resume(): void {
    const waiting = this._waiting;
    if (waiting && !isPassing(this.link)) {
      this._wait(null);
      this.act(waiting.action, waiting.cell, waiting.text);
    }
  }

  private _emit(): void {
    this._changed.emit();
  }

  private _conversation: Conversation | null = null;
  private _isBarred = false;
  private _shown: string | null | undefined;
  private _candidate: number | null = null;
  private readonly _own = new Set<string>();
  private readonly _applied = new Map<string, IApplied>();
  private _waiting: IWaiting | null = null;
  private _draft = '';
  private _askedHistory: string | null = null;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _drafted = new Signal<this, string>(this);
}

function asEntry(run: RunState): HistoryEntry {
  const { action, text, began, decision } = run;
  const label = run.result?.evidence.label ?? '';
  return {
    run: run.run,
    action,
    text,
    began,
    label,
    code: run.result?.proposal?.code ?? '',
    decision,
    whole: true
  };
}

/** A record for people in an inserted cell's metadata; never read back. */
function provenance(run: RunState): Record<string, string | number> {
  const evidence = run.result?.evidence;
  return evidence
    ? { request: run.text, label: evidence.label, model: evidence.model, seed: evidence.seed }
    : { request: run.text };
}
