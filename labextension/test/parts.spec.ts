import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { compared, counted } from '../src/model/diff.js';
import { chosen, mentionAt } from '../src/model/mention.js';
import { Notifier } from '../src/model/notifier.js';
import { Recall } from '../src/model/recall.js';
import { after, commonReasons, progress, stepStates } from '../src/model/run.js';
import { lastFailure } from '../src/notebook/failure.js';
import { example } from './fakes.js';

describe('the steps of a plan', () => {
  const run = { ...example('run').state, plan: ['a', 'b', 'c'] };

  it('have no state while all of it is worked on at once', () => {
    assert.equal(stepStates(run), null);
  });

  it('are solved one after the other', () => {
    const live = { ...run, phase: 'working' } as const;
    assert.deepEqual(stepStates({ ...live, plan_step: 1 }), ['solved', 'solving', 'waiting']);
    assert.deepEqual(stepStates({ ...live, plan_step: 3 }), ['solved', 'solved', 'solved']);
  });

  it('end where one was not solved', () => {
    assert.deepEqual(stepStates({ ...run, phase: 'ended', plan_step: 1 }), [
      'solved',
      'unsolved',
      'not tried'
    ]);
  });
});

describe('a comparison', () => {
  it('keeps every line of both texts in order', () => {
    const lines = compared('a\nb\nc', 'a\nB\nc\nd');
    assert.deepEqual(
      lines.map(line => `${line.kind[0] ?? ''}${line.text}`),
      ['sa', 'rb', 'aB', 'sc', 'ad']
    );
    assert.deepEqual(counted(lines), { added: 2, removed: 1 });
  });

  it('sees no change in a missing last line break', () => {
    assert.deepEqual(counted(compared('a\n', 'a')), { added: 0, removed: 0 });
  });

  it('of an empty cell is all new', () => {
    assert.deepEqual(counted(compared('', 'a\nb')), { added: 2, removed: 0 });
  });
});

describe('a mention', () => {
  for (const [text, expected] of [
    ['mean of @sa', '@sa'],
    ['@', '@'],
    ['load @data/sal', '@data/sal'],
    ['write to ada@example', null],
    ['mean of @sales ', null]
  ] as const) {
    it(`of “${text}” is ${String(expected)}`, () => assert.equal(mentionAt(text, text.length), expected));
  }

  it('becomes what was chosen, and the cursor goes behind it', () => {
    const item = { text: '@sales', kind: 'variable', detail: '' } as const;
    assert.deepEqual(chosen('mean of @sa by city', { start: 8, end: 11 }, item), {
      text: 'mean of @sales by city',
      cursor: 14
    });
  });

  it('of a folder goes on into it', () => {
    const item = { text: '@data/', kind: 'folder', detail: '' } as const;
    assert.equal(chosen('load @da', { start: 5, end: 8 }, item).text, 'load @data/');
  });
});

describe('earlier requests', () => {
  it('come back one by one, and at last what was being typed', () => {
    const recall = new Recall();
    const requests = ['second', 'first'];
    assert.equal(recall.older(requests, 'third, unfin'), 'second');
    assert.equal(recall.older(requests, 'second'), 'first');
    assert.equal(recall.older(requests, 'first'), null);
    assert.equal(recall.newer(requests), 'second');
    assert.equal(recall.newer(requests), 'third, unfin');
    assert.equal(recall.newer(requests), null);
  });
});

describe('a run’s messages', () => {
  const { state } = example('run');

  it('that are old change nothing', () => {
    assert.equal(after(state, { ...example('phase'), seq: state.seq }), state);
  });

  it('replace a candidate and leave the others', () => {
    const run = after(state, { ...example('candidates'), seq: state.seq + 1 });
    assert.deepEqual(
      run.candidates.map(candidate => candidate.state),
      ['drawing', 'repairing', 'drawing']
    );
  });

  it('tell how far it is', () => {
    assert.equal(progress(state), 2 / 3);
    assert.equal(progress({ ...state, candidates: [] }), 0);
  });
});

describe('why candidates were not taken', () => {
  const [candidate] = example('result').result.candidates;
  const failed = (reason: string) => ({ ...candidate, reason }) as NonNullable<typeof candidate>;

  it('is told with the most common reason first', () => {
    const all = ['KeyError: x', 'NameError: y', '', 'KeyError: x', 'E: 1', 'E: 2'].map(failed);
    assert.deepEqual(commonReasons(all), [
      ['KeyError: x', 2],
      ['NameError: y', 1],
      ['E: 1', 1]
    ]);
  });
});

describe('a notification', () => {
  const { state } = example('run');
  const shown: string[] = [];
  const notices = {
    begin: () => shown.push('begin').toString(),
    progress: () => void shown.push('progress'),
    end: () => void shown.push('end')
  };
  const stop = () => undefined;
  const taking = (elapsed_s: number) => ({ ...state, meter: { ...state.meter, elapsed_s } });

  it('comes for a run that takes long, goes on with it and ends with it', () => {
    const notifier = new Notifier(notices, () => 8);
    [taking(1), taking(9), taking(10)].forEach(run => notifier.follow(run, stop));
    notifier.follow({ ...taking(11), phase: 'stopping' }, stop);
    notifier.follow({ ...taking(12), phase: 'ended' }, stop);
    assert.deepEqual(shown.splice(0), ['begin', 'progress', 'end']);
  });

  it('does not come for a run that is looked at', () => {
    new Notifier(
      notices,
      () => 8,
      () => true
    ).follow(taking(100), stop);
    assert.deepEqual(shown, []);
  });

  it('does not come for a short run, or when it is switched off', () => {
    const short = new Notifier(notices, () => 8);
    short.follow(taking(2), stop);
    short.follow({ ...taking(3), phase: 'ended' }, stop);
    new Notifier(notices, () => 0).follow(taking(100), stop);
    assert.deepEqual(shown, []);
  });
});

describe('the error of a cell', () => {
  it('is the last one among its outputs', () => {
    const outputs = [
      { output_type: 'stream', text: 'hello' },
      { output_type: 'error', ename: 'KeyError', evalue: 'x', traceback: ['line 1', 'line 2'] }
    ];
    assert.deepEqual(lastFailure(outputs), { ename: 'KeyError', evalue: 'x', traceback: 'line 1\nline 2' });
    assert.equal(lastFailure([]), null);
  });

  it('is read with care: a notebook may hold anything', () => {
    assert.equal(lastFailure([null, 3, { ename: 7 }]), null);
    const long = { ename: 'E'.repeat(999), evalue: 4, traceback: ['a'.repeat(200_000), 5] };
    assert.deepEqual(
      [lastFailure([long])?.ename.length, lastFailure([long])?.evalue, lastFailure([long])?.traceback.length],
      [200, '', 90_000]
    );
  });
});
