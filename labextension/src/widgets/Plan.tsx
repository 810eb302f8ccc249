import * as React from 'react';

import { type StepState, isActive, stepStates } from '../model/run.js';
import type { RunState } from '../protocol/values.js';
import type { ITools } from './tools.js';
import { stepWord } from './wording.js';

const SIGN: Record<StepState, string> = {
  waiting: '◌',
  solving: '▸',
  solved: '✓',
  unsolved: '✗',
  'not tried': '–'
};

/**
 * The steps a request was split into; each has its state once they are solved one by one. Those of a cell action are
 * our own words to the model, which nobody asked for.
 */
export function Plan(props: { tools: ITools; run: RunState }): React.JSX.Element | null {
  const { run } = props;
  const { trans } = props.tools;
  if (run.action !== 'write' || run.plan.length < 2) {
    return null;
  }
  const states = stepStates(run);
  const whole = isActive(run)
    ? trans.__('all at once first, one by one if that fails')
    : trans.__('solved all at once, or not at all');
  return (
    <details className="smallcode-Plan" open>
      <summary>{trans.__('Plan: %1 steps', run.plan.length)}</summary>
      <p className="smallcode-Muted">
        {[run.plan_reason, states === null && whole].filter(Boolean).join(' · ')}
      </p>
      <ol>
        {run.plan.map((task, place) => (
          <li key={place}>
            {task}
            {states?.[place] && (
              <span className="smallcode-Step" data-state={states[place]}>
                <span aria-hidden="true">{SIGN[states[place]]}</span> {stepWord(trans, states[place])}
              </span>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
