/** What the kernel says to a page, checked before anything else looks at it. */
import * as v from 'valibot';

import {
  Candidate,
  Capabilities,
  Completion,
  Decision,
  HistoryEntry,
  MeterState,
  ModelEntry,
  Phase,
  Problem,
  Result,
  RunState,
  Section,
  SettingEntry,
  StatusState
} from './values.js';
import { VERSION } from './version.js';

const head = { v: v.literal(VERSION) };
const answer = { ...head, reply_to: v.string() };
const told = { ...head, reply_to: v.nullable(v.string()) };
const step = { ...head, run: v.string(), seq: v.number() };

export const ToPage = v.variant('type', [
  v.object({
    type: v.literal('welcome'),
    ...answer,
    session: v.string(),
    kernel: v.string(),
    package: v.string(),
    python: v.string(),
    capabilities: Capabilities,
    status: StatusState,
    runs: v.array(RunState)
  }),
  v.object({ type: v.literal('status'), ...told, status: StatusState }),
  v.object({ type: v.literal('accepted'), ...answer, run: v.string(), ahead: v.number() }),
  v.object({ type: v.literal('run'), ...told, state: RunState }),
  v.object({ type: v.literal('phase'), ...step, phase: Phase }),
  v.object({
    type: v.literal('plan'),
    ...step,
    tasks: v.array(v.string()),
    reason: v.string(),
    step: v.nullable(v.number())
  }),
  v.object({ type: v.literal('context'), ...step, sections: v.array(Section), room: v.number() }),
  v.object({ type: v.literal('candidates'), ...step, candidates: v.array(Candidate) }),
  v.object({ type: v.literal('meter'), ...step, meter: MeterState }),
  v.object({ type: v.literal('result'), ...step, result: Result }),
  v.object({ type: v.literal('failed'), ...step, error: Problem }),
  v.object({ type: v.literal('decision'), ...step, candidate: v.number(), decision: Decision }),
  v.object({
    type: v.literal('completions'),
    ...answer,
    start: v.number(),
    end: v.number(),
    items: v.array(Completion)
  }),
  v.object({
    type: v.literal('history'),
    ...answer,
    notebook: v.string(),
    entries: v.array(HistoryEntry)
  }),
  v.object({ type: v.literal('models'), ...answer, models: v.array(ModelEntry) }),
  v.object({ type: v.literal('settings'), ...told, settings: v.array(SettingEntry) }),
  v.object({ type: v.literal('error'), ...told, error: Problem })
]);

export type ToPage = v.InferOutput<typeof ToPage>;
export type Told<T extends ToPage['type']> = Extract<ToPage, { type: T }>;
/** The messages that count up a run's `seq`. */
export type Step = Extract<ToPage, { seq: number }>;

/** `data` as a message of this protocol; null when it is not one, or of another version. */
export function readToPage(data: unknown): ToPage | null {
  const read = v.safeParse(ToPage, data);
  return read.success ? read.output : null;
}
