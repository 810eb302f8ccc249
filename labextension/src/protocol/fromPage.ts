/** What a page may say to the kernel. The schemas exist for the unit test; the page itself uses only their types. */
import * as v from 'valibot';

import { Action, Decision, SettingValue } from './values.js';
import { VERSION } from './version.js';

const head = { v: v.literal(VERSION), id: v.string() };
const notebook = v.strictObject({ path: v.string() });

const Flags = v.strictObject({
  n: v.exactOptional(v.number()),
  seed: v.exactOptional(v.number()),
  max_seconds: v.exactOptional(v.number()),
  model: v.exactOptional(v.string())
});

const Ask = v.strictObject({
  type: v.literal('ask'),
  ...head,
  run: v.string(),
  action: Action,
  text: v.string(),
  notebook,
  tests: v.exactOptional(v.array(v.string())),
  cell: v.exactOptional(v.strictObject({ id: v.string(), source: v.string() })),
  failure: v.exactOptional(v.strictObject({ ename: v.string(), evalue: v.string(), traceback: v.string() })),
  flags: v.exactOptional(Flags),
  again: v.exactOptional(v.strictObject({ run: v.string(), remark: v.string() }))
});

export const FromPage = v.variant('type', [
  v.strictObject({
    type: v.literal('hello'),
    ...head,
    client: v.string(),
    notebook: v.exactOptional(notebook)
  }),
  Ask,
  v.strictObject({ type: v.literal('stop'), ...head, run: v.string() }),
  v.strictObject({
    type: v.literal('subscribe'),
    ...head,
    runs: v.exactOptional(v.array(v.string()))
  }),
  v.strictObject({ type: v.literal('complete'), ...head, text: v.string(), cursor: v.number() }),
  v.strictObject({
    type: v.literal('list-history'),
    ...head,
    notebook,
    limit: v.exactOptional(v.number())
  }),
  v.strictObject({ type: v.literal('recall'), ...head, run: v.string() }),
  v.strictObject({
    type: v.literal('forget'),
    ...head,
    notebook,
    run: v.exactOptional(v.string())
  }),
  v.strictObject({
    type: v.literal('decided'),
    ...head,
    run: v.string(),
    candidate: v.number(),
    decision: Decision
  }),
  v.strictObject({ type: v.literal('list-models'), ...head }),
  v.strictObject({ type: v.literal('read-status'), ...head }),
  v.strictObject({
    type: v.literal('read-settings'),
    ...head,
    change: v.exactOptional(v.record(v.string(), SettingValue))
  })
]);

export type FromPage = v.InferOutput<typeof FromPage>;
export type Ask = v.InferOutput<typeof Ask>;
export type Flags = v.InferOutput<typeof Flags>;
type Bare<T> = T extends FromPage ? Omit<T, 'v' | 'id'> : never;
/** A message before it is given its version and its id. */
export type Saying = Bare<FromPage>;
