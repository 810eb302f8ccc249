import * as React from 'react';

import type { Section } from '../protocol/values.js';
import type { ITools } from './tools.js';

/** How much of the model's window each part of the prompt takes, and what was left out. */
export const ContextMeter = React.memo(function ContextMeter(props: {
  tools: ITools;
  sections: Section[];
  room: number;
}): React.JSX.Element | null {
  const { sections, room } = props;
  const { trans } = props.tools;
  if (sections.length === 0) {
    return null;
  }
  const used = sections.reduce((sum, section) => sum + section.tokens, 0);
  const dropped = sections.reduce((sum, section) => sum + section.dropped_tokens, 0);
  const whole = Math.max(room, used, 1);
  return (
    <details className="smallcode-Context">
      <summary>
        <span className="smallcode-Context-line">
          <span>{trans.__('Context')}</span>
          <span className="smallcode-Muted">
            {trans.__('%1 of %2 tokens', used, room)}
            {dropped > 0 && ` · ${trans.__('%1 left out', dropped)}`}
          </span>
        </span>
        <span className="smallcode-Bar" aria-hidden="true">
          {sections.map((section, place) => (
            <span
              key={section.name}
              className="smallcode-Bar-part"
              data-part={place % 6}
              style={{ width: `${(section.tokens / whole) * 100}%` }}
            />
          ))}
        </span>
      </summary>
      <table className="smallcode-Facts">
        <thead>
          <tr>
            <th scope="col">{trans.__('Part')}</th>
            <th scope="col">{trans.__('Tokens')}</th>
            <th scope="col">{trans.__('Left out')}</th>
          </tr>
        </thead>
        <tbody>
          {sections.map((section, place) => (
            <tr key={section.name}>
              <th scope="row">
                <span className="smallcode-Swatch" data-part={place % 6} aria-hidden="true" />
                {section.name}
              </th>
              <td>{section.tokens}</td>
              <td>
                {section.dropped || '–'}
                {section.dropped_tokens > 0 && ` (${section.dropped_tokens})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
});
