import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Conversation } from '../src/model/conversation.js';
import { FakeChannel, example, greeted } from './fakes.js';

const NOTEBOOK = { path: 'analysis/sales.ipynb' };

describe('the link to a kernel', () => {
  it('is ready once the kernel has said welcome', async () => {
    const { conversation, channels } = await greeted();
    assert.equal(conversation.link, 'ready');
    assert.equal(channels[0]?.sent[0]?.type, 'hello');
    assert.equal(conversation.status?.model, 'smallcode-tiny');
  });

  it('is absent when the kernel closes the comm', async () => {
    const channel = new FakeChannel();
    const conversation = new Conversation(() => channel, 'a test');
    await conversation.connect();
    channel.closed.emit();
    assert.equal(conversation.link, 'absent');
  });

  it('is outdated when the welcome cannot be read', async () => {
    const channel = new FakeChannel();
    const conversation = new Conversation(() => channel, 'a test');
    await conversation.connect();
    channel.unread.emit();
    assert.equal(conversation.link, 'outdated');
  });

  it('says that the kernel is busy when no answer comes', async () => {
    const conversation = new Conversation(() => new FakeChannel(), 'a test', 1);
    await conversation.connect();
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal(conversation.link, 'busy');
  });
});

describe('a run', () => {
  it('is there before the kernel has heard of it, and follows what the kernel says', async () => {
    const { conversation, channels } = await greeted();
    const { run } = conversation.ask({ action: 'write', text: 'mean', notebook: NOTEBOOK });
    assert.equal(conversation.runs.get(run)?.phase, 'queued');
    assert.equal(channels[0]?.last('ask').run, run);
    channels[0]?.say({ ...example('phase'), run, seq: 1, phase: 'working' });
    channels[0]?.say({ ...example('candidates'), run, seq: 2 });
    channels[0]?.say({ ...example('result'), run, seq: 3 });
    const ended = conversation.runs.get(run);
    assert.equal(ended?.phase, 'ended');
    assert.equal(ended?.candidates.length, 2);
    assert.equal(ended?.result?.evidence.label, 'examples passed');
  });

  it('fails with the kernel’s words when it is refused', async () => {
    const { conversation, channels } = await greeted();
    const { run } = conversation.ask({ action: 'write', text: 'mean', notebook: NOTEBOOK });
    const error = {
      code: 'request',
      cause: 'There is no variable named sale.',
      remedy: 'Did you mean sales?'
    };
    channels[0]?.say({ ...example('error'), reply_to: channels[0].last('ask').id, error });
    await Promise.resolve();
    assert.deepEqual(conversation.runs.get(run)?.error, error);
  });

  it('is asked for as a whole when a message was lost', async () => {
    const { conversation, channels } = await greeted();
    const { run } = conversation.ask({ action: 'write', text: 'mean', notebook: NOTEBOOK });
    channels[0]?.say({ ...example('phase'), run, seq: 4, phase: 'working' });
    assert.deepEqual(channels[0]?.last('subscribe').runs, [run]);
    channels[0]?.say({ ...example('run'), state: { ...example('run').state, run, seq: 4 } });
    assert.equal(conversation.runs.get(run)?.candidates.length, 3);
  });

  it('of another page is asked for as a whole', async () => {
    const { channels } = await greeted();
    channels[0]?.say({ ...example('phase'), run: 'r-other', seq: 2 });
    assert.deepEqual(channels[0]?.last('subscribe').runs, ['r-other']);
  });

  it('goes on after the connection came back', async () => {
    const { conversation, channels } = await greeted();
    const { run } = conversation.ask({ action: 'write', text: 'mean', notebook: NOTEBOOK });
    await conversation.connect();
    assert.equal(channels[0]?.disposed, true);
    channels[1]?.say({ ...example('welcome'), runs: [{ ...example('run').state, run, seq: 9 }] });
    assert.equal(conversation.runs.get(run)?.phase, 'working');
  });

  it('that ended meanwhile is recalled', async () => {
    const { conversation, channels } = await greeted();
    const { run } = conversation.ask({ action: 'write', text: 'mean', notebook: NOTEBOOK });
    channels[0]?.say({ ...example('accepted'), reply_to: channels[0].last('ask').id, run });
    await conversation.connect();
    channels[1]?.say({ ...example('welcome'), runs: [] });
    assert.equal(channels[1]?.last('recall').run, run);
  });

  it('stays as it was while the connection is lost, and is asked for when it is back', async () => {
    const { conversation, channels } = await greeted();
    const { run } = conversation.ask({ action: 'write', text: 'mean', notebook: NOTEBOOK });
    conversation.cut();
    assert.equal(conversation.link, 'cut');
    await conversation.connect();
    assert.equal(conversation.runs.get(run)?.error, null);
    channels[1]?.say({ ...example('welcome'), runs: [] });
    const { id } = channels[1]?.last('recall') ?? { id: '' };
    const error = { code: 'unknown-run', cause: 'There is no such run.', remedy: 'Ask again.' };
    channels[1]?.say({ ...example('error'), reply_to: id, error });
    await Promise.resolve();
    assert.equal(conversation.runs.get(run)?.error?.code, 'lost');
  });

  it('that was stopped while the connection was lost ends when it is back', async () => {
    const { conversation, channels } = await greeted();
    const { run } = conversation.ask({ action: 'write', text: 'mean', notebook: NOTEBOOK });
    conversation.cut();
    conversation.stop(run);
    assert.equal(conversation.runs.get(run)?.phase, 'stopping');
    await conversation.connect();
    channels[1]?.say({ ...example('welcome'), runs: [{ ...example('run').state, run, seq: 9 }] });
    assert.equal(channels[1]?.last('stop').run, run);
    assert.equal(conversation.runs.get(run)?.phase, 'stopping');
  });

  it('is lost with the package', async () => {
    const { conversation, channels } = await greeted();
    const { run } = conversation.ask({ action: 'write', text: 'mean', notebook: NOTEBOOK });
    channels[0]?.closed.emit();
    assert.equal(conversation.link, 'absent');
    assert.equal(conversation.runs.get(run)?.error?.code, 'lost');
  });

  it('is lost with its kernel', async () => {
    const { conversation, channels } = await greeted();
    const { run } = conversation.ask({ action: 'write', text: 'mean', notebook: NOTEBOOK });
    channels[0]?.say({ ...example('accepted'), reply_to: channels[0].last('ask').id, run });
    conversation.restarting();
    assert.equal(conversation.link, 'restarting');
    assert.equal(conversation.runs.get(run)?.error?.code, 'restarted');
  });

  it('cannot be begun when nobody listens', async () => {
    const { conversation } = await greeted();
    conversation.restarting();
    const { run } = conversation.ask({ action: 'write', text: 'mean', notebook: NOTEBOOK });
    await new Promise(resolve => setTimeout(resolve));
    assert.equal(conversation.runs.get(run)?.error?.code, 'not-ready');
  });
});
