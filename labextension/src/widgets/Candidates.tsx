import * as React from 'react';

import type { Candidate, CandidateState } from '../protocol/values.js';
import { Code } from './Code.js';
import type { ITools } from './tools.js';
import { stateWord } from './wording.js';

const SIGN: Record<CandidateState, string> = {
  drawing: '…',
  repairing: '…',
  drawn: '◌',
  running: '▸',
  ran: '✓',
  passed: '✓',
  failed: '✗',
  'not run': '–',
  stopped: '■',
  chosen: '★'
};

/** The candidates as they are drawn and run, one line each; a line opens to its code so far. */
export function Candidates(props: { tools: ITools; candidates: Candidate[] }): React.JSX.Element | null {
  const { tools, candidates } = props;
  if (candidates.length === 0) {
    return null;
  }
  return (
    <section className="smallcode-Candidates" aria-label={tools.trans.__('Candidates')}>
      <ul>
        {candidates.map(candidate => (
          <li key={candidate.index}>
            <Line tools={tools} candidate={candidate} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const Line = React.memo(function Line(props: { tools: ITools; candidate: Candidate }): React.JSX.Element {
  const { tools, candidate } = props;
  const { trans } = tools;
  const [open, setOpen] = React.useState(false);
  const { index, state, tokens, note, code } = candidate;
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary className="smallcode-Candidate" data-state={state}>
        <span className="smallcode-Candidate-sign" aria-hidden="true">
          {SIGN[state]}
        </span>
        <span className="smallcode-Candidate-number">{index + 1}</span>
        <span className="smallcode-Candidate-state">{stateWord(trans, state)}</span>
        <span className="smallcode-Candidate-note" title={note}>
          {note || firstLine(code)}
        </span>
        <span className="smallcode-Muted">{tokens > 0 && trans._n('%1 token', '%1 tokens', tokens)}</span>
      </summary>
      {open && (
        <>
          {note && <p className="smallcode-Muted">{note}</p>}
          <Code tools={tools} code={code} live={true} label={trans.__('Code of candidate %1', index + 1)} />
        </>
      )}
    </details>
  );
});

function firstLine(code: string): string {
  return code.trim().split('\n', 1)[0] ?? '';
}
