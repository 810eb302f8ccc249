import * as React from 'react';

import type { Evidence as EvidenceText } from '../protocol/values.js';
import type { ITools } from './tools.js';
import { labelMeaning, labelWord, makerWord } from './wording.js';

/** Why a result may be believed, or not: its label, one sentence, and the facts behind it. */
export const Evidence = React.memo(function Evidence(props: {
  tools: ITools;
  evidence: EvidenceText;
}): React.JSX.Element {
  const { evidence } = props;
  const { trans } = props.tools;
  return (
    <section className="smallcode-Evidence" aria-label={trans.__('Evidence')}>
      <p>
        <strong className="smallcode-Label" data-label={evidence.label}>
          {labelWord(trans, evidence.label)}
        </strong>{' '}
        {labelMeaning(trans, evidence.label)}
      </p>
      <details>
        <summary>{trans.__('How it was checked')}</summary>
        <p>{evidence.sentence}</p>
        <ul>
          {[...evidence.facts, ...evidence.notes].map((fact, place) => (
            <li key={place}>{fact}</li>
          ))}
        </ul>
        <dl>
          <dt>{trans.__('Made by')}</dt>
          <dd>{makerWord(trans, evidence.made_by)}</dd>
          <dt>{trans.__('Model')}</dt>
          <dd>{evidence.model}</dd>
          <dt>{trans.__('Seed')}</dt>
          <dd>{evidence.seed}</dd>
          <dt>{trans.__('Sandbox')}</dt>
          <dd>{evidence.tier}</dd>
        </dl>
      </details>
    </section>
  );
});
