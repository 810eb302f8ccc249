import type { Kernel } from '@jupyterlab/services';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { CommChannel } from '../src/model/channel.js';
import { VERSION } from '../src/protocol/version.js';

const HELLO = { v: VERSION, id: 'm-1', type: 'hello', client: 'a test' } as const;

/** A kernel that notes what is said on its comm. */
function kernel(): { said: unknown[]; connection: Kernel.IKernelConnection } {
  const said: unknown[] = [];
  const comm = {
    isDisposed: false,
    open: (data: unknown) => said.push(['open', data]),
    send: (data: unknown) => said.push(['send', data]),
    close: () => said.push(['close'])
  };
  const connection = {
    info: Promise.resolve({}),
    isDisposed: false,
    supportsSubshells: false,
    createComm: () => comm
  };
  return { said, connection: connection as unknown as Kernel.IKernelConnection };
}

describe('a comm to a kernel', () => {
  it('says hello in its opening, so that nothing is queued at a kernel that does not know us', async () => {
    const { said, connection } = kernel();
    await new CommChannel(connection).open(HELLO);
    assert.deepEqual(said, [['open', HELLO]]);
  });

  it('is not opened any more when it was given up while the kernel started', async () => {
    const { said, connection } = kernel();
    const channel = new CommChannel(connection);
    const opened = channel.open(HELLO);
    channel.dispose();
    await opened;
    assert.deepEqual(said, []);
  });
});
