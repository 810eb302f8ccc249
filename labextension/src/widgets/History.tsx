import * as React from 'react';

import type { HistoryEntry } from '../protocol/values.js';
import type { ITools } from './tools.js';
import { ago, decisionWord, title } from './wording.js';

/** What was asked in this notebook, newest first. */
export const History = React.memo(
  function History(props: {
    tools: ITools;
    entries: readonly HistoryEntry[];
    shown: string | null;
    onShow: (entry: HistoryEntry) => void;
    onForget: (run: string | null) => void;
  }): React.JSX.Element {
    const { tools, entries, shown, onShow, onForget } = props;
    const { trans } = tools;
    return (
      <details className="smallcode-History">
        <summary>{trans.__('History (%1)', entries.length)}</summary>
        {entries.length === 0 ? (
          <p className="smallcode-Muted">{trans.__('Nothing has been asked in this notebook yet.')}</p>
        ) : (
          <>
            <ol>
              {entries.map(entry => (
                <Entry key={entry.run} {...{ tools, entry, shown: entry.run === shown, onShow, onForget }} />
              ))}
            </ol>
            <button
              className="jp-mod-styled jp-mod-minimal smallcode-Small"
              onClick={() => void forgetAll(tools, entries.length, () => onForget(null))}
            >
              {trans.__('Forget all')}
            </button>
          </>
        )}
      </details>
    );
  },
  (before, after) => before.shown === after.shown && same(before.entries, after.entries)
);

async function forgetAll({ trans, confirm }: ITools, count: number, forget: () => void): Promise<void> {
  const sure = await confirm({
    title: trans.__('Forget this notebook’s history?'),
    body: trans._n(
      '%1 request and its code are removed from the history for good. The notebook’s cells stay as they are.',
      '%1 requests and their code are removed from the history for good. The notebook’s cells stay as they are.',
      count
    ),
    accept: trans.__('Forget all')
  });
  if (sure) {
    forget();
  }
}

function Entry(props: {
  tools: ITools;
  entry: HistoryEntry;
  shown: boolean;
  onShow: (entry: HistoryEntry) => void;
  onForget: (run: string) => void;
}): React.JSX.Element {
  const { tools, entry, shown, onShow, onForget } = props;
  const { trans } = tools;
  const name = title(trans, entry);
  const facts = [ago(trans, entry.began), entry.label, entry.decision && decisionWord(trans, entry.decision)];
  return (
    <li>
      <button
        className="smallcode-History-entry"
        aria-current={shown ? 'true' : undefined}
        title={entry.text || name}
        onClick={() => onShow(entry)}
      >
        <span className="smallcode-History-title">{name}</span>
        <span className="smallcode-Muted">{facts.filter(Boolean).join(' · ')}</span>
      </button>
      <button
        className="smallcode-Icon"
        aria-label={trans.__('Forget “%1”', name)}
        title={trans.__('Forget')}
        onClick={() => onForget(entry.run)}
      >
        <span aria-hidden="true">×</span>
      </button>
    </li>
  );
}

function same(before: readonly HistoryEntry[], after: readonly HistoryEntry[]): boolean {
  return (
    before.length === after.length &&
    before.every((entry, place) => {
      const other = after[place];
      return other?.run === entry.run && other.decision === entry.decision && other.label === entry.label;
    })
  );
}
