import * as React from 'react';

import type { Desk, IOffer } from '../model/desk.js';
import type { RunState } from '../protocol/values.js';
import { Code } from './Code.js';
import { Diff } from './Diff.js';
import type { ITools } from './tools.js';
import { decisionWord } from './wording.js';

/** The code on offer, what it changes in a cell, and the ways to take it, leave it and take it back. */
export function Proposal(props: {
  tools: ITools;
  desk: Desk;
  run: RunState;
  offer: IOffer;
}): React.JSX.Element {
  const { tools, desk, run, offer } = props;
  const { trans } = tools;
  const target = offer.cell ?? desk.document.activeCell;
  const [changes, setChanges] = React.useState(offer.cell !== null);
  return (
    <section className="smallcode-Proposal" aria-label={trans.__('Proposal')}>
      {target && (
        <div className="smallcode-Tabs" role="group" aria-label={trans.__('How the code is shown')}>
          <Tab label={trans.__('Code')} pressed={!changes} onClick={() => setChanges(false)} />
          <Tab
            label={offer.cell ? trans.__('Changes to the cell') : trans.__('Against active cell')}
            pressed={changes}
            onClick={() => setChanges(true)}
          />
        </div>
      )}
      {offer.stale && (
        <p className="smallcode-Warning" role="alert">
          {trans.__('The cell has changed since you asked. Replacing it loses those changes.')}
        </p>
      )}
      {changes && target ? (
        <Diff tools={tools} before={target.source} after={offer.code} />
      ) : (
        <Code tools={tools} code={offer.code} label={trans.__('Proposed code')} />
      )}
      <Decide tools={tools} desk={desk} run={run} offer={offer} />
    </section>
  );
}

function Tab(props: { label: string; pressed: boolean; onClick: () => void }): React.JSX.Element {
  return (
    <button className="smallcode-Tab" aria-pressed={props.pressed} onClick={props.onClick}>
      {props.label}
    </button>
  );
}

function Decide(props: { tools: ITools; desk: Desk; run: RunState; offer: IOffer }): React.JSX.Element {
  const { tools, desk, run, offer } = props;
  const { trans } = tools;
  const [kept, setKept] = React.useState(false);
  const forCell = offer.cell !== null;
  const { readOnly, activeCell } = desk.document;
  const insert = (
    <button
      key="below"
      className={`jp-mod-styled smallcode-Small ${forCell ? 'jp-mod-reject' : 'jp-mod-accept'}`}
      disabled={readOnly}
      onClick={() => desk.insertBelow()}
    >
      {trans.__('Insert below')}
    </button>
  );
  // asserts about a cell do not replace it
  const replace = run.action !== 'test' && (
    <button
      key="replace"
      className={`jp-mod-styled smallcode-Small ${forCell ? 'jp-mod-accept' : 'jp-mod-reject'}`}
      disabled={readOnly || !(offer.cell ?? activeCell)}
      title={forCell ? trans.__('Replace the cell it was made for') : trans.__('Replace the active cell')}
      onClick={() => desk.replace()}
    >
      {forCell ? trans.__('Apply to cell') : trans.__('Replace cell')}
    </button>
  );
  if (desk.applied) {
    return (
      <div className="smallcode-Buttons">
        <span className="smallcode-Muted">{decisionWord(trans, run.decision ?? 'below')}</span>
        <button className="jp-mod-styled jp-mod-reject smallcode-Small" onClick={() => setKept(!desk.undo())}>
          {trans.__('Undo')}
        </button>
        {kept && (
          <span role="alert">
            {trans.__('The cell has been edited since; undo there, so that nothing is lost.')}
          </span>
        )}
      </div>
    );
  }
  return (
    <div className="smallcode-Buttons">
      {forCell ? [replace, insert] : [insert, replace]}
      <button
        className="jp-mod-styled jp-mod-reject smallcode-Small"
        onClick={() => {
          tools.copy(offer.code);
          desk.copied();
        }}
      >
        {trans.__('Copy')}
      </button>
      <button className="jp-mod-styled jp-mod-reject smallcode-Small" onClick={() => desk.reject()}>
        {trans.__('Reject')}
      </button>
      {run.decision && <span className="smallcode-Muted">{decisionWord(trans, run.decision)}</span>}
    </div>
  );
}
