import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Desk } from '../src/model/desk.js';
import type { Result } from '../src/protocol/values.js';
import { type FakeChannel, FakeDocument, example, greeted } from './fakes.js';

async function atDesk(): Promise<{
  desk: Desk;
  notebook: FakeDocument;
  channel: FakeChannel;
  channels: FakeChannel[];
}> {
  const { conversation, channels } = await greeted();
  const notebook = new FakeDocument([
    { id: 'one', kind: 'code', source: "total = sales['pirce'].sum()" },
    { id: 'two', kind: 'code', source: 'print(total)' }
  ]);
  const desk = new Desk(notebook, () => ({ n: 4 }));
  desk.conversation = conversation;
  return { desk, notebook, channel: channels[0] as FakeChannel, channels };
}

/** Let the kernel end the shown run. */
function end(desk: Desk, channel: FakeChannel, change: Partial<Result> = {}): void {
  const { result } = example('result');
  channel.say({ ...example('result'), run: desk.shown?.run ?? '', seq: 1, result: { ...result, ...change } });
}

describe('a request', () => {
  it('takes the notebook and the settings along, and is looked at', async () => {
    const { desk, channel } = await atDesk();
    const run = desk.write('mean price');
    assert.equal(desk.shown, run);
    const { flags, notebook, text } = channel.last('ask');
    assert.deepEqual(
      { flags, notebook, text },
      { flags: { n: 4 }, notebook: { path: desk.document.path }, text: 'mean price' }
    );
  });

  it('to fix a cell takes the cell and its error along', async () => {
    const { desk, notebook, channel } = await atDesk();
    const failure = { ename: 'KeyError', evalue: "'pirce'", traceback: 'KeyError' };
    notebook.failures.set('one', failure);
    desk.act('fix', 'one');
    assert.deepEqual(channel.last('ask').cell, { id: 'one', source: "total = sales['pirce'].sum()" });
    assert.deepEqual(channel.last('ask').failure, failure);
  });

  it('can be made again with what should be different', async () => {
    const { desk, channel } = await atDesk();
    const first = desk.write('mean price');
    end(desk, channel);
    desk.again('highest first');
    assert.deepEqual(channel.last('ask').again, { run: first?.run, remark: 'highest first' });
    assert.equal(channel.last('ask').text, 'mean price');
  });

  it('is not made while the kernel is away', async () => {
    const { desk } = await atDesk();
    desk.conversation?.restarting();
    assert.equal(desk.write('mean price'), null);
  });
});

describe('a cell action before the kernel answers', () => {
  it('waits, and is asked about the cell as it is by then', async () => {
    const { desk, notebook, channels } = await atDesk();
    await desk.conversation?.connect();
    assert.equal(desk.act('explain', 'two'), null);
    assert.equal(desk.waiting?.action, 'explain');
    notebook.replace('two', 'print(2 * total)');
    channels.at(-1)?.say({ ...example('welcome'), runs: [] });
    assert.deepEqual(channels.at(-1)?.last('ask').cell, { id: 'two', source: 'print(2 * total)' });
    assert.equal(desk.waiting, null);
    assert.equal(desk.shown?.action, 'explain');
  });

  it('is not taken for one that a restart has ended', async () => {
    const { desk, channels } = await atDesk();
    desk.conversation?.restarting();
    desk.act('explain', 'two');
    await desk.conversation?.connect();
    channels.at(-1)?.say({ ...example('welcome'), session: 'another', runs: [] });
    assert.equal(desk.shown?.error, null);
    assert.equal(desk.active.length, 1);
  });

  it('can be left, and is left where no kernel will answer', async () => {
    const { desk, channels } = await atDesk();
    await desk.conversation?.connect();
    desk.act('explain', 'two');
    desk.forgo();
    assert.equal(desk.waiting, null);
    desk.act('explain', 'two');
    channels.at(-1)?.closed.emit();
    assert.equal(desk.link, 'absent');
    assert.equal(desk.waiting, null);
  });
});

describe('a proposal', () => {
  it('goes below the active cell, and undo takes it out again', async () => {
    const { desk, notebook, channel } = await atDesk();
    desk.write('mean price');
    end(desk, channel);
    desk.insertBelow();
    assert.equal(notebook.cells[1]?.source, "sales.groupby('city')['price'].mean()");
    assert.equal(channel.last('decided').decision, 'below');
    assert.equal(desk.undo(), true);
    assert.deepEqual(
      notebook.cells.map(cell => cell.id),
      ['one', 'two']
    );
    assert.equal(channel.last('decided').decision, 'undone');
  });

  it('for a cell replaces that cell, not the one that is active by then', async () => {
    const { desk, notebook, channel } = await atDesk();
    desk.act('fix', 'one');
    const replaces = notebook.cells[0]?.source ?? '';
    end(desk, channel, { proposal: { candidate: 0, code: 'total = 1', replaces, cell: 'one' } });
    notebook.active = 'two';
    assert.equal(desk.offer()?.stale, false);
    desk.replace();
    assert.deepEqual(
      notebook.cells.map(cell => cell.source),
      ['total = 1', 'print(total)']
    );
    desk.undo();
    assert.equal(notebook.cells[0]?.source, replaces);
  });

  it('says when its cell has changed since', async () => {
    const { desk, notebook, channel } = await atDesk();
    desk.act('fix', 'one');
    end(desk, channel, {
      proposal: { candidate: 0, code: 'total = 1', replaces: 'something older', cell: 'one' }
    });
    assert.equal(desk.offer()?.stale, true);
    assert.equal(notebook.cells.length, 2);
  });

  it('is left alone by undo when somebody has edited it', async () => {
    const { desk, notebook, channel } = await atDesk();
    desk.write('mean price');
    end(desk, channel);
    desk.insertBelow();
    notebook.replace('new-2', 'mine');
    assert.equal(desk.undo(), false);
    assert.equal(notebook.cells.length, 3);
  });

  it('may be another candidate than the chosen one', async () => {
    const { desk, channel } = await atDesk();
    desk.write('mean price');
    end(desk, channel);
    desk.pick(1);
    assert.equal(desk.offer()?.code, "sales['pirce'].mean()");
    desk.pick(null);
    assert.equal(desk.offer()?.candidate, 0);
  });

  it('is not there when nothing was found', async () => {
    const { desk, channel } = await atDesk();
    desk.write('mean price');
    end(desk, channel, { proposal: null });
    assert.equal(desk.offer(), null);
  });
});

describe('the history', () => {
  it('is asked for when the kernel is ready, and again for another path', async () => {
    const { desk, notebook, channel } = await atDesk();
    assert.deepEqual(channel.last('list-history').notebook, { path: 'analysis/sales.ipynb' });
    notebook.path = 'renamed.ipynb';
    notebook.changed.emit();
    assert.deepEqual(channel.last('list-history').notebook, { path: desk.document.path });
    assert.equal(channel.sent.filter(message => message.type === 'list-history').length, 2);
  });

  it('has what the kernel told and what it has not told yet, newest first', async () => {
    const { desk, channel } = await atDesk();
    channel.say(example('history'));
    desk.write('median price');
    assert.deepEqual(
      desk.history.map(entry => entry.text),
      ['median price', 'mean price by city in @sales']
    );
    assert.deepEqual(desk.requests, ['median price', 'mean price by city in @sales']);
  });

  it('keeps the code of a run that the kernel has let go of', async () => {
    const { desk, channel } = await atDesk();
    channel.say(example('history'));
    desk.show('r-1');
    assert.equal(channel.last('recall').run, 'r-1');
    assert.equal(desk.shown, null);
    assert.equal(desk.remembered?.code, "sales.groupby('city')['price'].mean()");
  });
});
