import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as v from 'valibot';

import { FromPage } from '../src/protocol/fromPage.js';
import { ToPage, readToPage } from '../src/protocol/toPage.js';
import { VERSION } from '../src/protocol/version.js';

interface IFixture {
  version: number;
  from_page: { type: string }[];
  to_page: { type: string }[];
  refused: { why: string; message: unknown }[];
}

const fixture = JSON.parse(readFileSync('fixtures/protocol.json', 'utf8')) as IFixture;

/** The `type`s a variant schema knows. */
function kinds(schema: { options: readonly { entries: { type: { literal: string } } }[] }): string[] {
  return schema.options.map(option => option.entries.type.literal).sort();
}

describe('the protocol both sides agree on', () => {
  it('is the same version in Python and in TypeScript', () => {
    assert.equal(fixture.version, VERSION);
  });

  it('has an example of every message that TypeScript knows, and no other', () => {
    assert.deepEqual([...new Set(fixture.to_page.map(m => m.type))].sort(), kinds(ToPage));
    assert.deepEqual([...new Set(fixture.from_page.map(m => m.type))].sort(), kinds(FromPage));
  });

  for (const message of fixture.to_page) {
    it(`reads every field of ${message.type} from the kernel`, () => {
      assert.deepEqual(readToPage(message), message);
    });
  }

  for (const message of fixture.from_page) {
    it(`writes ${message.type} as the kernel reads it`, () => {
      assert.deepEqual(v.parse(FromPage, message), message);
    });
  }

  const elsewhere = new Set(['not a name', 'out of range']);
  for (const { why, message } of fixture.refused.filter(refused => !elsewhere.has(refused.why))) {
    it(`cannot say what the kernel refuses: ${why}`, () => {
      assert.equal(v.safeParse(FromPage, message).success, false);
    });
  }
});

describe('a message that is not of this protocol', () => {
  const status = fixture.to_page.find(message => message.type === 'status');
  for (const [name, data] of Object.entries({
    nothing: undefined,
    text: '<script>',
    'another version': { ...status, v: VERSION + 1 },
    'an unknown type': { ...status, type: 'execute' },
    'a missing field': { ...status, status: undefined },
    'a wrong kind of value': { ...status, status: { model: 3 } }
  })) {
    it(`is not read: ${name}`, () => {
      assert.equal(readToPage(data), null);
    });
  }

  it('may hold fields of a newer kernel, which are left out', () => {
    assert.deepEqual(readToPage({ ...status, colour: 'red' }), status);
  });
});
