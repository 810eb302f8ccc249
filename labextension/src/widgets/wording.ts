/** The panel's words for the protocol's values, translated in one place. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Link } from '../model/conversation.js';
import type { StepState } from '../model/run.js';
import type {
  Action,
  CandidateState,
  Decision,
  Label,
  Maker,
  Problem,
  RunState
} from '../protocol/values.js';

export function actionWord(trans: TranslationBundle, action: Action): string {
  const words: Record<Action, string> = {
    write: trans.__('Write'),
    fix: trans.__('Fix'),
    explain: trans.__('Explain'),
    test: trans.__('Test'),
    refactor: trans.__('Shorten'),
    document: trans.__('Document')
  };
  return words[action];
}

export function stateWord(trans: TranslationBundle, state: CandidateState): string {
  const words: Record<CandidateState, string> = {
    drawing: trans.__('drawing'),
    repairing: trans.__('repairing'),
    drawn: trans.__('to be run'),
    running: trans.__('running'),
    ran: trans.__('ran'),
    passed: trans.__('passed'),
    failed: trans.__('failed'),
    'not run': trans.__('not run'),
    stopped: trans.__('stopped'),
    chosen: trans.__('chosen')
  };
  return words[state];
}

export function stepWord(trans: TranslationBundle, state: StepState): string {
  const words: Record<StepState, string> = {
    waiting: trans.__('waiting'),
    solving: trans.__('being solved'),
    solved: trans.__('solved'),
    unsolved: trans.__('not solved'),
    'not tried': trans.__('not tried')
  };
  return words[state];
}

export function labelWord(trans: TranslationBundle, label: Label): string {
  const words: Record<Label, string> = {
    'examples passed': trans.__('Examples passed'),
    agreed: trans.__('Agreed'),
    ran: trans.__('Ran'),
    unverified: trans.__('Unverified'),
    checked: trans.__('Checked')
  };
  return words[label];
}

export function labelMeaning(trans: TranslationBundle, label: Label): string {
  const words: Record<Label, string> = {
    'examples passed': trans.__('It ran, and the examples you gave hold.'),
    agreed: trans.__('It ran, and others drawn independently do the same. That does not prove it right.'),
    ran: trans.__('It ran without an error. Nothing else was checked.'),
    unverified: trans.__('Nothing shows that this works: read it before you use it.'),
    checked: trans.__('Made by fixed rules and checked by running it.')
  };
  return words[label];
}

export function decisionWord(trans: TranslationBundle, decision: Decision): string {
  const words: Record<Decision, string> = {
    below: trans.__('inserted'),
    replaced: trans.__('replaced'),
    copied: trans.__('copied'),
    rejected: trans.__('rejected'),
    undone: trans.__('undone')
  };
  return words[decision];
}

export function makerWord(trans: TranslationBundle, maker: Maker): string {
  const words: Record<Maker, string> = {
    model: trans.__('the model'),
    rules: trans.__('fixed rules, no model'),
    'rules and model': trans.__('fixed rules and the model')
  };
  return words[maker];
}

/** One line on where a run stands, said aloud by screen readers when it changes. */
export function runWords(trans: TranslationBundle, run: RunState): string {
  if (run.error) {
    return trans.__('Failed: %1', problemWords(trans, run.error).cause);
  }
  if (run.result) {
    return resultWords(trans, run);
  }
  switch (run.phase) {
    case 'queued':
      return trans.__('Waiting for an earlier request');
    case 'loading':
      return trans.__('Loading the model');
    case 'stopping':
      return trans.__('Stopping');
    default:
      return run.candidates.length
        ? trans._n('%1 candidate', '%1 candidates', run.candidates.length)
        : trans.__('Reading the request');
  }
}

export function problemWords(trans: TranslationBundle, problem: Problem): Problem {
  switch (problem.code) {
    case 'lost':
      return {
        code: problem.code,
        cause: trans.__('The connection to the kernel was lost.'),
        remedy: trans.__('Ask again once it is back.')
      };
    case 'restarted':
      return {
        code: problem.code,
        cause: trans.__('The kernel restarted while it worked on this.'),
        remedy: trans.__('Run the cells that make your variables, then ask again.')
      };
    case 'not-ready':
      return {
        code: problem.code,
        cause: trans.__('The kernel is not connected.'),
        remedy: trans.__('Start it, then ask again.')
      };
    default:
      return problem;
  }
}

export function linkWords(trans: TranslationBundle, link: Link | null): string {
  switch (link) {
    case null:
      return trans.__('This notebook has no kernel.');
    case 'connecting':
      return trans.__('Asking the kernel …');
    case 'busy':
      return trans.__('The kernel is running a cell; it answers when that ends.');
    case 'absent':
      return trans.__('smallcode is not loaded in this kernel.');
    case 'outdated':
      return trans.__('The kernel has another version of smallcode than this page.');
    case 'foreign':
      return trans.__('smallcode writes Python; this kernel runs another language.');
    case 'cut':
      return trans.__(
        'The connection to the kernel is lost. Requests go on there; they are shown when it is back.'
      );
    case 'restarting':
      return trans.__('The kernel is restarting.');
    case 'dead':
      return trans.__('The kernel has died. Restart it from the Kernel menu.');
    case 'taken':
      return trans.__(
        'A console or another part of this page talks to this kernel. Close it, then reload the page to ask here.'
      );
    case 'ready':
      return trans.__('Ready');
  }
}

/** The same in a word or two, for the status bar. */
export function linkWord(trans: TranslationBundle, link: Link): string {
  switch (link) {
    case 'absent':
    case 'outdated':
    case 'foreign':
      return trans.__('not loaded');
    case 'cut':
    case 'taken':
      return trans.__('not connected');
    case 'restarting':
      return trans.__('restarting');
    case 'dead':
      return trans.__('no kernel');
    case 'connecting':
    case 'busy':
    case 'ready':
      return trans.__('waiting');
  }
}

/** A number of seconds for people. */
export function seconds(trans: TranslationBundle, value: number): string {
  return value < 90 ? trans.__('%1 s', value.toFixed(1)) : trans.__('%1 min', (value / 60).toFixed(1));
}

export function ago(trans: TranslationBundle, began: number, now = Date.now() / 1000): string {
  const minutes = Math.floor((now - began) / 60);
  if (minutes < 1) {
    return trans.__('just now');
  }
  if (minutes < 60) {
    return trans.__('%1 min ago', minutes);
  }
  return new Date(began * 1000).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
}

/** What stands for a request without words of its own. */
export function title(trans: TranslationBundle, run: { action: Action; text: string }): string {
  const first = run.text.trim().split('\n', 1)[0] ?? '';
  return run.action === 'write' && first
    ? first
    : [actionWord(trans, run.action), first].filter(Boolean).join(': ');
}

function resultWords(trans: TranslationBundle, run: RunState): string {
  const { result } = run;
  if (result?.proposal) {
    return trans.__('Done: %1', labelWord(trans, result.evidence.label));
  }
  if (result?.explanation) {
    return trans.__('Done: explained');
  }
  return result?.stopped === 'interrupted'
    ? trans.__('Stopped before anything was found')
    : trans.__('Nothing ran');
}
