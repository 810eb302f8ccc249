import * as React from 'react';

import type { Desk } from '../model/desk.js';
import { commonReasons, isActive } from '../model/run.js';
import type { Result, RunState } from '../protocol/values.js';
import { Candidates } from './Candidates.js';
import { ContextMeter } from './ContextMeter.js';
import { Evidence } from './Evidence.js';
import { Meter } from './Meter.js';
import { Others } from './Others.js';
import { Output } from './Output.js';
import { Plan } from './Plan.js';
import { Problem } from './Problem.js';
import { Proposal } from './Proposal.js';
import type { ITools } from './tools.js';
import { actionWord, runWords } from './wording.js';

/** One run from request to result. */
export function RunView(props: { tools: ITools; desk: Desk; run: RunState }): React.JSX.Element {
  const { tools, desk, run } = props;
  const { trans } = tools;
  return (
    <section className="smallcode-Run" aria-label={trans.__('Request and result')}>
      <h3 className="smallcode-Run-title">
        <span className="smallcode-Chip">{actionWord(trans, run.action)}</span> <span>{run.text}</span>
        {run.cell && <CellName tools={tools} source={desk.document.cell(run.cell)?.source ?? null} />}
      </h3>
      {run.again && <p className="smallcode-Muted">{trans.__('Asked again: %1', run.again)}</p>}
      <Meter tools={tools} run={run} onStop={() => desk.conversation?.stop(run.run)} />
      <Plan tools={tools} run={run} />
      {isActive(run) && <Candidates tools={tools} candidates={run.candidates} />}
      {run.error && <Problem tools={tools} problem={run.error} />}
      {run.result && <Found tools={tools} desk={desk} run={run} />}
      <ContextMeter tools={tools} sections={run.context} room={run.context_room} />
      {!isActive(run) && <Again key={run.run} tools={tools} desk={desk} />}
    </section>
  );
}

/** Which cell an action is about, by how it begins. */
function CellName(props: { tools: ITools; source: string | null }): React.JSX.Element {
  const { tools, source } = props;
  const first = source?.trim().split('\n', 1)[0];
  return first === undefined ? (
    <span className="smallcode-Muted">{tools.trans.__('the cell is gone')}</span>
  ) : (
    <code className="smallcode-CellName">{first}</code>
  );
}

function Found(props: { tools: ITools; desk: Desk; run: RunState }): React.JSX.Element | null {
  const { tools, desk, run } = props;
  const { trans } = tools;
  const { result } = run;
  const onPick = React.useCallback((candidate: number) => desk.pick(candidate), [desk]);
  if (!result) {
    return null;
  }
  const offer = desk.offer();
  const shown = result.candidates.find(one => one.index === offer?.candidate);
  return (
    <>
      {result.explanation && <p className="smallcode-Explanation">{result.explanation}</p>}
      {offer === null && !result.explanation && <NothingFound tools={tools} run={run} result={result} />}
      {offer && <Evidence tools={tools} evidence={result.evidence} />}
      {offer && offer.candidate !== result.proposal?.candidate && (
        <p className="smallcode-Warning">
          {trans.__('You took candidate %1; the evidence is about the chosen one.', offer.candidate + 1)}
        </p>
      )}
      {shown && shown.outputs.length > 0 && (
        <section className="smallcode-Result" aria-label={trans.__('Result')}>
          {shown.outputs.flatMap(place => {
            const bundle = result.bundles[place];
            return bundle ? <Output key={place} tools={tools} bundle={bundle} /> : [];
          })}
        </section>
      )}
      {offer && (
        <Proposal key={`${run.run}:${String(offer.cell !== null)}`} {...{ tools, desk, run, offer }} />
      )}
      <Others tools={tools} result={result} picked={offer?.candidate ?? null} onPick={onPick} />
    </>
  );
}

/** Why there is no code to take: in a sentence, and by what stopped the candidates. */
function NothingFound(props: { tools: ITools; run: RunState; result: Result }): React.JSX.Element {
  const { tools, run, result } = props;
  const reasons = result.stopped === 'interrupted' ? [] : commonReasons(result.candidates);
  return (
    <div className="smallcode-Warning">
      <p>{whyNothing(tools, run, result)}</p>
      {reasons.length > 0 && (
        <ul className="smallcode-Reasons">
          {reasons.map(([reason, count]) => (
            <li key={reason}>
              {reason}
              {count > 1 && ` × ${count}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function whyNothing({ trans }: ITools, run: RunState, { stopped, candidates, evidence }: Result): string {
  if (stopped === 'interrupted') {
    return trans.__('Stopped before any candidate had run.');
  }
  if (stopped === 'budget') {
    return trans.__('The time or token limit was reached before any candidate ran without an error.');
  }
  if (candidates.length > 0) {
    return trans._n('The candidate did not pass.', 'None of the %1 candidates passed.', candidates.length);
  }
  return evidence.sentence || runWords(trans, run);
}

function Again(props: { tools: ITools; desk: Desk }): React.JSX.Element {
  const { tools, desk } = props;
  const { trans } = tools;
  const [remark, setRemark] = React.useState('');
  return (
    <form
      className="smallcode-Again"
      onSubmit={event => {
        event.preventDefault();
        desk.again(remark.trim());
      }}
    >
      <input
        className="jp-mod-styled"
        value={remark}
        onChange={event => setRemark(event.target.value)}
        placeholder={trans.__('What should be different?')}
        aria-label={trans.__('Remark for asking again')}
      />
      <button
        className="jp-mod-styled jp-mod-reject smallcode-Small"
        disabled={desk.conversation?.link !== 'ready'}
      >
        {trans.__('Ask again')}
      </button>
    </form>
  );
}
