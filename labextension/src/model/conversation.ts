/**
 * All that a page says to one kernel and hears from it: the link, the runs, the status.
 *
 * Knows the protocol; nothing about notebooks, widgets or how the channel is made.
 */
import { UUID } from '@lumino/coreutils';
import { type ISignal, Signal } from '@lumino/signaling';

import type { Ask, FromPage, Saying } from '../protocol/fromPage.js';
import type { ToPage, Told } from '../protocol/toPage.js';
import type { HistoryEntry, Problem, RunState, StatusState } from '../protocol/values.js';
import { VERSION } from '../protocol/version.js';
import type { IChannel } from './channel.js';
import { Refusal, Replies } from './replies.js';
import { isActive } from './run.js';
import { Runs } from './runs.js';

/**
 * connecting: the kernel has not answered yet · busy: nor for a while, it runs a cell and has no subshell ·
 * absent: it does not know us · outdated: it speaks another version · foreign: it is not Python ·
 * cut: the connection is gone, the kernel is not · restarting · dead · ready ·
 * taken: something else in the page, such as a console, has the only connection that may have comms
 */
export type Link =
  | 'connecting'
  | 'busy'
  | 'absent'
  | 'outdated'
  | 'foreign'
  | 'cut'
  | 'restarting'
  | 'dead'
  | 'ready'
  | 'taken';

/** Whether a kernel is on its way that may answer yet, without anybody doing anything. */
export function isPassing(link: Link | null): boolean {
  return link === null || ['connecting', 'busy', 'cut', 'restarting'].includes(link);
}

export type Request = Omit<Ask, 'v' | 'id' | 'type' | 'run'>;

/** Problems that the page itself finds; `widgets/wording` has the words. */
export const LOST: Problem = { code: 'lost', cause: '', remedy: '' };
export const RESTARTED: Problem = { code: 'restarted', cause: '', remedy: '' };
export const NOT_READY: Problem = { code: 'not-ready', cause: '', remedy: '' };

const EMPTY_METER = { elapsed_s: 0, tokens: 0, tokens_per_s: 0, prompt_tokens: 0, executions: 0 };

export class Conversation {
  readonly runs = new Runs();

  constructor(
    private readonly _open: () => IChannel,
    private readonly _client: string,
    private readonly _patienceMs = 4000
  ) {
    this._wait();
  }

  /** Anything at all has changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** A run has begun, come further or ended. */
  get runChanged(): ISignal<this, RunState> {
    return this._runChanged;
  }

  get link(): Link {
    return this._link;
  }

  get status(): StatusState | null {
    return this._status;
  }

  get welcome(): Told<'welcome'> | null {
    return this._welcome;
  }

  history(path: string): readonly HistoryEntry[] {
    return this._history.get(path) ?? [];
  }

  /** Open a channel and say hello; every call starts anew. */
  async connect(): Promise<void> {
    this._disconnect();
    const channel = this._open();
    this._channel = channel;
    channel.received.connect((_, message) => this._hear(message));
    channel.closed.connect(() => this._part('absent'));
    channel.unread.connect(() => this._misunderstand());
    this._set('connecting');
    this._wait();
    try {
      await channel.open(worded({ type: 'hello', client: this._client }));
    } catch {
      if (this._channel === channel) {
        this._part('absent');
      }
    }
  }

  /** The kernel restarts: what ran is lost, and nothing is known until it is asked again. */
  restarting(dead = false): void {
    this.runs.active.forEach(run => this._fail(run.run, RESTARTED));
    this._fall(dead ? 'dead' : 'restarting');
  }

  /** The connection is gone, the kernel is not: what runs there goes on, and the next welcome tells of it. */
  cut(): void {
    if (this._link === 'ready' || this._link === 'connecting' || this._link === 'busy') {
      this._fall('cut');
    }
  }

  /** The kernel speaks another language; nothing is asked of it. */
  foreign(): void {
    this._fall('foreign');
  }

  /** Begin a run; it is there at once, before the kernel has heard of it. */
  ask(request: Request): RunState {
    const run = `r-${UUID.uuid4()}`;
    const state = this._note(begun(run, request, this.runs.get(request.again?.run ?? '')));
    this.send({ type: 'ask', run, ...request }).catch((refusal: unknown) => this._refused(run, refusal));
    return state;
  }

  /** Say something and wait for its answer; rejects with a Refusal. */
  send(saying: Saying): Promise<ToPage> {
    if (this._link !== 'ready') {
      return Promise.reject(new Refusal(NOT_READY));
    }
    return this._replies.expect(this._say(saying));
  }

  /** Say something that needs no answer, or whose answer is heard as every message is. */
  tell(saying: Saying): void {
    if (this._link === 'ready') {
      this._say(saying);
    }
  }

  /** End a run, and say so at once; a kernel that is out of reach is told when it answers again. */
  stop(run: string): void {
    const state = this.runs.get(run);
    if (state && isActive(state)) {
      this._note({ ...state, phase: 'stopping' });
    }
    if (this._link === 'ready') {
      this._say({ type: 'stop', run });
    } else {
      this._toStop.add(run);
    }
  }

  readHistory(path: string): void {
    this.tell({ type: 'list-history', notebook: { path }, limit: 200 });
  }

  dispose(): void {
    this._disconnect();
    Signal.clearData(this);
  }

  /** Say so when no answer comes: a kernel that runs a cell may answer nothing before that has ended. */
  private _wait(): void {
    clearTimeout(this._patience);
    this._patience = setTimeout(() => this._link === 'connecting' && this._set('busy'), this._patienceMs);
  }

  private _say(saying: Saying): string {
    const message = worded(saying);
    this._channel?.send(message);
    return message.id;
  }

  private _hear(message: ToPage): void {
    this._replies.settle(message);
    switch (message.type) {
      case 'welcome': {
        this._greet(message);
        return;
      }
      case 'status':
        this._status = message.status;
        break;
      case 'run':
        this._note(message.state);
        break;
      case 'history':
        this._history.set(message.notebook, message.entries);
        break;
      default:
        if ('seq' in message) {
          this._step(message);
        }
    }
    this._changed.emit();
  }

  private _greet(message: Told<'welcome'>): void {
    const restarted = this._welcome !== null && this._welcome.session !== message.session;
    const told = new Set(message.runs.map(run => run.run));
    // taken before anybody hears of the welcome: what they ask then is not missing from it
    const untold = this.runs.active.filter(active => !told.has(active.run));
    this._welcome = message;
    this._status = message.status;
    this._set('ready');
    message.runs.forEach(run => this._note(run));
    for (const { run } of untold) {
      if (restarted) {
        this._fail(run, RESTARTED);
      } else {
        this.send({ type: 'recall', run }).catch((refusal: unknown) => this._refused(run, refusal, LOST));
      }
    }
    this._toStop.forEach(run => this.stop(run));
    this._toStop.clear();
  }

  private _step(step: Extract<ToPage, { seq: number }>): void {
    const taken = this.runs.take(step);
    if (typeof taken === 'string') {
      this.tell({ type: 'subscribe', runs: [step.run] });
    } else {
      this._runChanged.emit(taken);
    }
  }

  private _note(run: RunState): RunState {
    const noted = this.runs.put(run);
    this._runChanged.emit(noted);
    this._changed.emit();
    return noted;
  }

  private _fail(run: string, problem: Problem): void {
    const failed = this.runs.fail(run, problem);
    if (failed) {
      this._runChanged.emit(failed);
      this._changed.emit();
    }
  }

  /** A question about a run got no good answer; where the connection was lost, the next welcome tells more. */
  private _refused(run: string, refusal: unknown, problem?: Problem): void {
    const said = refusal instanceof Refusal ? refusal.problem : LOST;
    if (said !== LOST) {
      this._fail(run, problem ?? said);
    }
  }

  /** A message of another version where a welcome was due; later ones are dropped, a gap in `seq` tells. */
  private _misunderstand(): void {
    if (this._link === 'connecting' || this._link === 'busy') {
      this._part('outdated');
    }
  }

  /** Nobody is there who could tell of the runs any more. */
  private _part(link: Link): void {
    this.runs.active.forEach(run => this._fail(run.run, LOST));
    this._fall(link);
  }

  private _fall(link: Link): void {
    this._disconnect();
    this._set(link);
  }

  private _disconnect(): void {
    clearTimeout(this._patience);
    this._channel?.dispose();
    this._channel = null;
    this._replies.abandon(LOST);
  }

  private _set(link: Link): void {
    this._link = link;
    this._changed.emit();
  }

  private _link: Link = 'connecting';
  private _channel: IChannel | null = null;
  private _patience: ReturnType<typeof setTimeout> | undefined;
  private _welcome: Told<'welcome'> | null = null;
  private _status: StatusState | null = null;
  private readonly _toStop = new Set<string>();
  private readonly _history = new Map<string, HistoryEntry[]>();
  private readonly _replies = new Replies();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _runChanged = new Signal<this, RunState>(this);
}

/** What is said, as a message with a number of its own. */
function worded(saying: Saying): FromPage {
  return { v: VERSION, id: `m-${UUID.uuid4()}`, ...saying };
}

function begun(run: string, request: Request, again: RunState | undefined): RunState {
  return {
    run,
    seq: 0,
    notebook: request.notebook.path,
    action: request.action,
    text: request.text,
    tests: request.tests ?? again?.tests ?? [],
    cell: request.cell?.id ?? '',
    again: request.again?.remark ?? '',
    began: Date.now() / 1000,
    phase: 'queued',
    plan: [],
    plan_reason: '',
    plan_step: null,
    context: [],
    context_room: 0,
    candidates: [],
    meter: EMPTY_METER,
    result: null,
    error: null,
    decision: null
  };
}
