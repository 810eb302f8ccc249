/**
 * The values inside the protocol's messages, as schemas: types and run-time checks from one source.
 *
 * Mirrors `smallcode_nb/notebook/comm`; `fixtures/protocol.json` holds both to the same examples. Fields that a newer
 * kernel adds are ignored.
 */
import * as v from 'valibot';

export const Action = v.picklist(['write', 'fix', 'explain', 'test', 'refactor', 'document']);
export const Decision = v.picklist(['below', 'replaced', 'copied', 'rejected', 'undone']);
export const Phase = v.picklist(['queued', 'loading', 'working', 'stopping', 'ended']);
export const Maker = v.picklist(['model', 'rules', 'rules and model']);
export const Label = v.picklist(['examples passed', 'agreed', 'ran', 'unverified', 'checked']);
export const CandidateState = v.picklist([
  'drawing',
  'repairing',
  'drawn',
  'running',
  'ran',
  'passed',
  'failed',
  'not run',
  'stopped',
  'chosen'
]);
export const SettingValue = v.nullable(v.union([v.string(), v.number(), v.boolean()]));

/** An error for people: what is wrong, and what to do about it. */
export const Problem = v.object({ code: v.string(), cause: v.string(), remedy: v.string() });

/** In MB; null where no GPU reports. */
export const Memory = v.object({
  kernel_mb: v.number(),
  machine_used_mb: v.number(),
  machine_total_mb: v.number(),
  gpu_used_mb: v.nullable(v.number()),
  gpu_total_mb: v.nullable(v.number())
});

export const StatusState = v.object({
  model: v.string(),
  model_loaded: v.boolean(),
  engine: v.string(),
  tier: v.string(),
  cell_running: v.boolean(),
  runs: v.array(v.string()),
  memory: Memory
});

export const Capabilities = v.object({
  subshells: v.boolean(),
  actions: v.record(Action, Maker),
  retrieval: v.boolean(),
  max_bytes: v.number()
});

/** One part of the prompt; `dropped` says in words what was left out. */
export const Section = v.object({
  name: v.string(),
  tokens: v.number(),
  dropped: v.string(),
  dropped_tokens: v.number()
});

export const Candidate = v.object({
  index: v.number(),
  state: CandidateState,
  tokens: v.number(),
  note: v.string(),
  code: v.string()
});

export const MeterState = v.object({
  elapsed_s: v.number(),
  tokens: v.number(),
  tokens_per_s: v.number(),
  prompt_tokens: v.number(),
  executions: v.number()
});

/** One output: MIME type → text (base64 for images). */
export const Bundle = v.object({ data: v.record(v.string(), v.string()) });

export const Evidence = v.object({
  label: Label,
  sentence: v.string(),
  facts: v.array(v.string()),
  notes: v.array(v.string()),
  made_by: Maker,
  seed: v.number(),
  model: v.string(),
  tier: v.string()
});

/** `outputs` are places in the result's `bundles`. */
export const CandidateResult = v.object({
  index: v.number(),
  state: CandidateState,
  code: v.string(),
  origin: v.string(),
  reason: v.string(),
  error: v.string(),
  outputs: v.array(v.number()),
  tokens: v.number(),
  seconds: v.number(),
  tests_passed: v.number(),
  tests_total: v.number()
});

/** `replaces` is the cell's source that `code` is a new version of, "" when it goes below. */
export const Proposal = v.object({
  candidate: v.number(),
  code: v.string(),
  replaces: v.string(),
  cell: v.string()
});

export const Result = v.object({
  proposal: v.nullable(Proposal),
  evidence: Evidence,
  candidates: v.array(CandidateResult),
  bundles: v.array(Bundle),
  explanation: v.string(),
  stopped: v.string(),
  seconds: v.number()
});

/**
 * Everything about one run; `began` is Unix time in seconds, `plan_step` the step of the plan that is worked on by
 * itself: those before it are solved.
 */
export const RunState = v.object({
  run: v.string(),
  seq: v.number(),
  notebook: v.string(),
  action: Action,
  text: v.string(),
  tests: v.array(v.string()),
  cell: v.string(),
  again: v.string(),
  began: v.number(),
  phase: Phase,
  plan: v.array(v.string()),
  plan_reason: v.string(),
  plan_step: v.nullable(v.number()),
  context: v.array(Section),
  context_room: v.number(),
  candidates: v.array(Candidate),
  meter: MeterState,
  result: v.nullable(Result),
  error: v.nullable(Problem),
  decision: v.nullable(Decision)
});

export const HistoryEntry = v.object({
  run: v.string(),
  action: Action,
  text: v.string(),
  began: v.number(),
  label: v.string(),
  code: v.string(),
  decision: v.nullable(Decision),
  whole: v.boolean()
});

export const Completion = v.object({
  text: v.string(),
  kind: v.picklist(['variable', 'column', 'file', 'folder']),
  detail: v.string()
});

export const ModelEntry = v.object({
  name: v.string(),
  about: v.string(),
  loaded: v.boolean(),
  current: v.boolean()
});

export const SettingEntry = v.object({
  name: v.string(),
  kind: v.picklist(['int', 'float', 'bool', 'text', 'choice']),
  value: SettingValue,
  default: SettingValue,
  choices: v.array(v.string()),
  low: v.nullable(v.number()),
  high: v.nullable(v.number()),
  help: v.string()
});

export type Action = v.InferOutput<typeof Action>;
export type Bundle = v.InferOutput<typeof Bundle>;
export type Candidate = v.InferOutput<typeof Candidate>;
export type CandidateResult = v.InferOutput<typeof CandidateResult>;
export type CandidateState = v.InferOutput<typeof CandidateState>;
export type Capabilities = v.InferOutput<typeof Capabilities>;
export type Completion = v.InferOutput<typeof Completion>;
export type Decision = v.InferOutput<typeof Decision>;
export type Evidence = v.InferOutput<typeof Evidence>;
export type HistoryEntry = v.InferOutput<typeof HistoryEntry>;
export type Label = v.InferOutput<typeof Label>;
export type Maker = v.InferOutput<typeof Maker>;
export type MeterState = v.InferOutput<typeof MeterState>;
export type ModelEntry = v.InferOutput<typeof ModelEntry>;
export type Phase = v.InferOutput<typeof Phase>;
export type Problem = v.InferOutput<typeof Problem>;
export type Proposal = v.InferOutput<typeof Proposal>;
export type Result = v.InferOutput<typeof Result>;
export type RunState = v.InferOutput<typeof RunState>;
export type Section = v.InferOutput<typeof Section>;
export type SettingEntry = v.InferOutput<typeof SettingEntry>;
export type SettingValue = v.InferOutput<typeof SettingValue>;
export type StatusState = v.InferOutput<typeof StatusState>;
