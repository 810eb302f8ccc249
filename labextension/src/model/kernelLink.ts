/**
 * Keeps the conversation with one kernel going: through restarts, lost connections, closed notebooks and extensions
 * loaded later.
 *
 * Knows Lab's kernel connections; nothing about what is said.
 */
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { type ISignal, Signal } from '@lumino/signaling';

import { CommChannel } from './channel.js';
import { Conversation } from './conversation.js';

export const LOAD_COMMAND = '%load_ext smallcode_nb';
const MOST_TRIES = 3;

export class KernelLink {
  readonly conversation: Conversation;

  constructor(
    private _kernel: Kernel.IKernelConnection,
    client: string
  ) {
    this.conversation = new Conversation(() => new CommChannel(this._kernel, this._tries === 0), client);
    this.conversation.changed.connect(this._onChange, this);
    this._watch();
    void this._greet();
  }

  get kernel(): Kernel.IKernelConnection {
    return this._kernel;
  }

  /** The connection was disposed of, with the notebook that had made it; the kernel may be there still. */
  get gone(): ISignal<this, void> {
    return this._gone;
  }

  /** Go on over another connection to the same kernel. */
  move(kernel: Kernel.IKernelConnection): void {
    this._unwatch();
    this._kernel = kernel;
    // Lab lets only a page's first connection to a kernel have comms, and that one is no more
    kernel.handleComms = true;
    this._watch();
    this._wasCut = kernel.connectionStatus !== 'connected';
    if (this._wasCut) {
      this.conversation.cut();
    } else {
      void this.conversation.connect();
    }
  }

  /** Run the one command that makes this kernel know us, because the user asked for it; the error's text if it fails. */
  async load(): Promise<string | null> {
    try {
      const reply = await this._kernel.requestExecute({ code: LOAD_COMMAND, store_history: false }).done;
      // the conversation begins as for any cell that names us: see _onMessage
      return reply.content.status === 'error' ? `${reply.content.ename}: ${reply.content.evalue}` : null;
    } catch (error) {
      // the kernel was restarted, or another one taken
      return String(error);
    }
  }

  dispose(): void {
    this._unwatch();
    this.conversation.dispose();
    Signal.clearData(this);
  }

  private _watch(): void {
    this._kernel.statusChanged.connect(this._onStatus, this);
    this._kernel.connectionStatusChanged.connect(this._onConnection, this);
    this._kernel.iopubMessage.connect(this._onMessage, this);
    this._kernel.disposed.connect(this._onDisposed, this);
  }

  private _unwatch(): void {
    this._kernel.statusChanged.disconnect(this._onStatus, this);
    this._kernel.connectionStatusChanged.disconnect(this._onConnection, this);
    this._kernel.iopubMessage.disconnect(this._onMessage, this);
    this._kernel.disposed.disconnect(this._onDisposed, this);
  }

  private async _greet(): Promise<void> {
    const { language_info } = await this._kernel.info;
    if (language_info.name === 'python') {
      await this.conversation.connect();
    } else {
      this.conversation.foreign();
    }
  }

  /** An idle kernel that does not answer has lost our subshell: try again, without one. */
  private _onChange(): void {
    if (this.conversation.link === 'ready') {
      this._tries = 0;
    } else if (
      this.conversation.link === 'busy' &&
      this._kernel.status === 'idle' &&
      this._tries < MOST_TRIES
    ) {
      this._tries += 1;
      void this.conversation.connect();
    }
  }

  private _onStatus(_: unknown, status: KernelMessage.Status): void {
    if (status === 'restarting' || status === 'autorestarting' || status === 'dead') {
      this.conversation.restarting(status === 'dead');
      this._greetWhenIdle = this._isRestarting = status !== 'dead';
    } else if (status === 'starting' && this._isRestarting) {
      // the kernel that ended may have said idle on its way, and even have answered us: what was said to it is lost
      this._isRestarting = false;
      this.conversation.restarting();
      this._greetWhenIdle = true;
    } else if (status === 'idle' && (this._greetWhenIdle || this.conversation.link === 'busy')) {
      this._greetWhenIdle = false;
      void this.conversation.connect();
    }
  }

  private _onConnection(_: unknown, status: Kernel.ConnectionStatus): void {
    if (status !== 'connected') {
      this.conversation.cut();
    } else if (this._wasCut) {
      void this.conversation.connect();
    }
    this._wasCut = status !== 'connected';
  }

  private _onDisposed(): void {
    this._gone.emit();
  }

  /** Code that names us may have loaded us, in whichever page it was run. */
  private _onMessage(_: unknown, message: KernelMessage.IIOPubMessage): void {
    const input = message.header.msg_type === 'execute_input' ? message.content : null;
    if (
      this.conversation.link !== 'ready' &&
      input &&
      'code' in input &&
      /smallcode/.test(String(input.code))
    ) {
      this._greetWhenIdle = true;
    }
  }

  private _tries = 0;
  private _greetWhenIdle = false;
  private _isRestarting = false;
  private _wasCut = false;
  private readonly _gone = new Signal<this, void>(this);
}
