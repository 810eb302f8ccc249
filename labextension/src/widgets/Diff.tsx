import * as React from 'react';

import { type ILine, compared, counted } from '../model/diff.js';
import type { ITools } from './tools.js';

const SIGN: Record<ILine['kind'], string> = { same: ' ', added: '+', removed: '−' };

/** What would change in a cell; signs and words say it, not colour alone. */
export const Diff = React.memo(function Diff(props: {
  tools: ITools;
  before: string;
  after: string;
}): React.JSX.Element {
  const { before, after } = props;
  const { trans } = props.tools;
  const lines = React.useMemo(() => compared(before, after), [before, after]);
  const { added, removed } = counted(lines);
  const summary =
    added + removed === 0
      ? trans.__('Nothing would change.')
      : trans.__('%1 added, %2 removed', added, removed);
  return (
    <figure className="smallcode-Diff">
      <figcaption>{summary}</figcaption>
      <div className="smallcode-Diff-scroll" tabIndex={0} role="group" aria-label={trans.__('Changes')}>
        <table>
          <thead className="smallcode-Hidden">
            <tr>
              <th scope="col">{trans.__('Before')}</th>
              <th scope="col">{trans.__('After')}</th>
              <th scope="col">{trans.__('Change')}</th>
              <th scope="col">{trans.__('Code')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, place) => (
              <tr key={place} className={`smallcode-mod-${line.kind}`}>
                <td className="smallcode-Diff-number">{line.before}</td>
                <td className="smallcode-Diff-number">{line.after}</td>
                <td className="smallcode-Diff-sign">
                  <span aria-hidden="true">{SIGN[line.kind]}</span>
                  {line.kind !== 'same' && (
                    <span className="smallcode-Hidden">
                      {line.kind === 'added' ? trans.__('added') : trans.__('removed')}
                    </span>
                  )}
                </td>
                <td>
                  <code>{line.text}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
});
