import * as React from 'react';

import type { CandidateResult, Result } from '../protocol/values.js';
import { Code } from './Code.js';
import { Output } from './Output.js';
import type { ITools } from './tools.js';
import { stateWord } from './wording.js';

const USABLE = new Set<CandidateResult['state']>(['ran', 'passed', 'chosen']);

/** Every candidate side by side with what it left behind; one that ran can be taken instead. */
export const Others = React.memo(function Others(props: {
  tools: ITools;
  result: Result;
  picked: number | null;
  onPick: (candidate: number) => void;
}): React.JSX.Element | null {
  const { tools, result, picked, onPick } = props;
  const { trans } = tools;
  const [open, setOpen] = React.useState(false);
  if (result.candidates.length < 2) {
    return null;
  }
  return (
    <details className="smallcode-Others" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{trans.__('All %1 candidates', result.candidates.length)}</summary>
      {open && (
        <div className="smallcode-Grid">
          {result.candidates.map(candidate => (
            <Card
              key={candidate.index}
              tools={tools}
              candidate={candidate}
              result={result}
              picked={candidate.index === picked}
              onPick={onPick}
            />
          ))}
        </div>
      )}
    </details>
  );
});

function Card(props: {
  tools: ITools;
  candidate: CandidateResult;
  result: Result;
  picked: boolean;
  onPick: (candidate: number) => void;
}): React.JSX.Element {
  const { tools, candidate, result, picked, onPick } = props;
  const { trans } = tools;
  const bundles = candidate.outputs.flatMap(place => result.bundles[place] ?? []);
  const name = trans.__('Candidate %1', candidate.index + 1);
  return (
    <article className="smallcode-Card" aria-label={name} data-state={candidate.state}>
      <header>
        <strong>{name}</strong>
        <span className="smallcode-Muted">{stateWord(trans, candidate.state)}</span>
        {USABLE.has(candidate.state) && (
          <button
            className="jp-mod-styled jp-mod-minimal smallcode-Small"
            aria-pressed={picked}
            aria-label={trans.__('Take candidate %1', candidate.index + 1)}
            onClick={() => onPick(candidate.index)}
          >
            {picked ? trans.__('Taken') : trans.__('Take')}
          </button>
        )}
      </header>
      <p className="smallcode-Muted">
        {[
          candidate.reason,
          candidate.origin,
          candidate.tests_total > 0 &&
            trans.__('examples %1/%2', candidate.tests_passed, candidate.tests_total)
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {candidate.code && (
        <Code
          tools={tools}
          code={candidate.code}
          label={trans.__('Code of candidate %1', candidate.index + 1)}
        />
      )}
      {candidate.error && <pre className="smallcode-Error">{candidate.error}</pre>}
      {bundles.map((bundle, place) => (
        <Output key={place} tools={tools} bundle={bundle} />
      ))}
    </article>
  );
}
