/** A kernel that says what the test says, and a notebook that is a list. */
import { readFileSync } from 'node:fs';
import { Signal } from '@lumino/signaling';

import type { IChannel } from '../src/model/channel.js';
import { Conversation } from '../src/model/conversation.js';
import type { ICell, IDocument, IFailure } from '../src/notebook/document.js';
import type { FromPage } from '../src/protocol/fromPage.js';
import { type ToPage, type Told, readToPage } from '../src/protocol/toPage.js';

const fixture = JSON.parse(readFileSync('fixtures/protocol.json', 'utf8')) as { to_page: unknown[] };

/** The fixture's first message of a type. */
export function example<T extends ToPage['type']>(type: T): Told<T> {
  const found = fixture.to_page.map(readToPage).find(message => message?.type === type);
  return structuredClone(found) as Told<T>;
}

export class FakeChannel implements IChannel {
  readonly sent: FromPage[] = [];
  readonly received: Signal<IChannel, ToPage> = new Signal<IChannel, ToPage>(this);
  readonly closed: Signal<IChannel, void> = new Signal<IChannel, void>(this);
  readonly unread: Signal<IChannel, void> = new Signal<IChannel, void>(this);
  disposed = false;

  open(first: FromPage): Promise<void> {
    this.sent.push(first);
    return Promise.resolve();
  }

  send(message: FromPage): void {
    this.sent.push(message);
  }

  dispose(): void {
    this.disposed = true;
    Signal.clearData(this);
  }

  /** The last message of a type that the page has sent. */
  last<T extends FromPage['type']>(type: T): Extract<FromPage, { type: T }> {
    const found = this.sent.filter(message => message.type === type).at(-1);
    if (!found) {
      throw new Error(`no ${type} was sent`);
    }
    return found as Extract<FromPage, { type: T }>;
  }

  say(message: ToPage): void {
    this.received.emit(message);
  }
}

/** A conversation whose kernel has said welcome, without runs. */
export async function greeted(): Promise<{ conversation: Conversation; channels: FakeChannel[] }> {
  const channels: FakeChannel[] = [];
  const conversation = new Conversation(() => {
    channels.push(new FakeChannel());
    return channels.at(-1) as FakeChannel;
  }, 'a test');
  await conversation.connect();
  channels.at(-1)?.say({ ...example('welcome'), runs: [] });
  return { conversation, channels };
}

export class FakeDocument implements IDocument {
  readonly changed: Signal<IDocument, void> = new Signal<IDocument, void>(this);
  readonly failures = new Map<string, IFailure>();
  path = 'analysis/sales.ipynb';
  readOnly = false;
  active: string | null;

  constructor(readonly cells: { id: string; kind: string; source: string }[]) {
    this.active = cells[0]?.id ?? null;
  }

  get activeCell(): ICell | null {
    return this.active === null ? null : this.cell(this.active);
  }

  cell(id: string): ICell | null {
    const found = this.cells.find(cell => cell.id === id);
    return found ? { ...found } : null;
  }

  failure(id: string): IFailure | null {
    return this.failures.get(id) ?? null;
  }

  insertBelow(id: string, source: string): string {
    const fresh = { id: `new-${this.cells.length}`, kind: 'code', source };
    this.cells.splice(this.cells.findIndex(cell => cell.id === id) + 1, 0, fresh);
    return fresh.id;
  }

  replace(id: string, source: string): boolean {
    const cell = this.cells.find(one => one.id === id);
    if (cell) {
      cell.source = source;
    }
    return cell !== undefined;
  }

  remove(id: string): void {
    this.cells.splice(
      this.cells.findIndex(cell => cell.id === id),
      1
    );
  }

  focus(id: string): void {
    this.active = id;
  }
}
