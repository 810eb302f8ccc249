import * as React from 'react';

import { isActive, progress } from '../model/run.js';
import type { RunState } from '../protocol/values.js';
import type { ITools } from './tools.js';
import { runWords, seconds } from './wording.js';

/** Where a run stands and what it has cost; Stop is there for as long as there is something to stop. */
export function Meter(props: { tools: ITools; run: RunState; onStop: () => void }): React.JSX.Element {
  const { tools, run, onStop } = props;
  const { trans } = tools;
  const { elapsed_s, tokens, tokens_per_s, executions } = run.meter;
  const costs = [
    tokens > 0 && trans._n('%1 token', '%1 tokens', tokens),
    tokens_per_s > 0 && trans.__('%1 tokens/s', Math.round(tokens_per_s)),
    executions > 0 && trans._n('ran %1 time', 'ran %1 times', executions),
    (run.result?.seconds ?? elapsed_s) > 0 && seconds(trans, run.result?.seconds ?? elapsed_s)
  ].filter(Boolean);
  return (
    <div className="smallcode-Meter">
      {isActive(run) && (
        <div className="smallcode-Meter-now">
          <span className="smallcode-Spinner" aria-hidden="true" />
          <span>{runWords(trans, run)}</span>
          <button
            className="jp-mod-styled jp-mod-warn smallcode-Small"
            onClick={onStop}
            disabled={run.phase === 'stopping'}
          >
            {trans.__('Stop')}
          </button>
        </div>
      )}
      {isActive(run) && (
        <progress value={progress(run)} max={1} aria-label={trans.__('Candidates that have ended')} />
      )}
      <div className="smallcode-Muted">{costs.join(' · ')}</div>
    </div>
  );
}
