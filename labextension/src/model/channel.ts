/**
 * One comm to one kernel: typed messages out, checked messages in.
 *
 * Knows Lab's comms and subshells; nothing about what the messages mean.
 */
import { CommsOverSubshells, type Kernel } from '@jupyterlab/services';
import { type ISignal, Signal } from '@lumino/signaling';

import type { FromPage } from '../protocol/fromPage.js';
import { type ToPage, readToPage } from '../protocol/toPage.js';
import { TARGET } from '../protocol/version.js';

/** What a conversation needs of its connection; tests give it one without a kernel. */
export interface IChannel {
  readonly received: ISignal<IChannel, ToPage>;
  /** The other side has gone; a kernel that does not know us answers an opening with this. */
  readonly closed: ISignal<IChannel, void>;
  /** Something came that is not of this protocol. */
  readonly unread: ISignal<IChannel, void>;
  /** Open it and say `first`, in one message: a kernel that does not know us has nothing left to do when we go. */
  open(first: FromPage): Promise<void>;
  send(message: FromPage): void;
  dispose(): void;
}

export class CommChannel implements IChannel {
  /** `onSubshell`: let the comm be answered while a cell runs, where the kernel can. */
  constructor(
    private readonly _kernel: Kernel.IKernelConnection,
    private readonly _onSubshell = true
  ) {}

  get received(): ISignal<IChannel, ToPage> {
    return this._received;
  }

  get closed(): ISignal<IChannel, void> {
    return this._closed;
  }

  get unread(): ISignal<IChannel, void> {
    return this._unread;
  }

  /** Open the comm, on a subshell where the kernel has them, so that it answers while a cell runs. */
  async open(first: FromPage): Promise<void> {
    await this._kernel.info;
    if (this._disposed) {
      return;
    }
    const comm = this._kernel.createComm(TARGET);
    this._comm = comm;
    comm.onMsg = message => this._read(message.content.data);
    comm.onClose = () => {
      // the other side has closed it: there is nothing left for us to close
      this._comm = null;
      this._closed.emit();
    };
    if (!this._onSubshell) {
      comm.commsOverSubshells = CommsOverSubshells.Disabled;
    } else if (this._kernel.supportsSubshells) {
      await subshell(comm);
    }
    if (!comm.isDisposed) {
      comm.open(first);
    }
  }

  send(message: FromPage): void {
    if (this._comm && !this._comm.isDisposed) {
      this._comm.send(message);
    }
  }

  dispose(): void {
    this._disposed = true;
    const comm = this._comm;
    this._comm = null;
    if (comm && !comm.isDisposed && !this._kernel.isDisposed) {
      comm.onClose = () => undefined;
      comm.close();
    }
    Signal.clearData(this);
  }

  private _read(data: unknown): void {
    const message = readToPage(data);
    if (message) {
      this._received.emit(message);
    } else {
      this._unread.emit();
    }
  }

  private _comm: Kernel.IComm | null = null;
  private _disposed = false;
  private readonly _received = new Signal<IChannel, ToPage>(this);
  private readonly _closed = new Signal<IChannel, void>(this);
  private readonly _unread = new Signal<IChannel, void>(this);
}

/** Wait until the comm has its subshell; Lab's interface does not name this promise. */
async function subshell(comm: Kernel.IComm): Promise<void> {
  const { subshellStarted } = comm as { subshellStarted?: Promise<void> };
  await subshellStarted?.catch(() => undefined);
}
