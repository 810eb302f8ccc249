import * as React from 'react';

import type { Link } from '../model/conversation.js';
import type { IWaiting } from '../model/desk.js';
import { LOAD_COMMAND } from '../model/kernelLink.js';
import type { ITools } from './tools.js';
import { actionWord, linkWords } from './wording.js';

export const INSTALL_COMMAND = '%pip install smallcode-nb';

/** Why nothing can be asked at the moment, and the one command that changes it. */
export function Offer(props: {
  tools: ITools;
  link: Link | null;
  load: () => Promise<string | null>;
  /** The action that is asked once the kernel answers, and how to leave it. */
  waiting: IWaiting | null;
  forgo: () => void;
}): React.JSX.Element {
  const { tools, link, load, waiting, forgo } = props;
  const { trans } = tools;
  const [error, setError] = React.useState<string | null>(null);
  const [loading, setLoading] = React.useState(false);
  const missing = error !== null && /ModuleNotFoundError|No module named/.test(error);
  const command = missing || link === 'outdated' ? INSTALL_COMMAND : LOAD_COMMAND;
  return (
    <div className="smallcode-Offer" role="status">
      <p>
        {missing
          ? trans.__('smallcode-nb is not installed in this kernel’s environment.')
          : linkWords(trans, link)}
      </p>
      {(link === 'absent' || link === 'outdated') && (
        <>
          <p className="smallcode-Muted">
            {missing || link === 'outdated'
              ? trans.__('Run this in a cell, then restart the kernel:')
              : trans.__('This command loads it; run it in a cell, or here:')}
          </p>
          <pre className="smallcode-Code" tabIndex={0} role="group" aria-label={trans.__('Command')}>
            <code>{command}</code>
          </pre>
          <div className="smallcode-Buttons">
            {!missing && link === 'absent' && (
              <button
                className="jp-mod-styled jp-mod-accept smallcode-Small"
                disabled={loading}
                onClick={() => {
                  setLoading(true);
                  void load().then(failed => {
                    setError(failed);
                    setLoading(false);
                  });
                }}
              >
                {loading ? trans.__('Loading …') : trans.__('Load it in this kernel')}
              </button>
            )}
            <button
              className="jp-mod-styled jp-mod-reject smallcode-Small"
              onClick={() => tools.copy(command)}
            >
              {trans.__('Copy')}
            </button>
          </div>
        </>
      )}
      {waiting && (
        <div className="smallcode-Buttons">
          <span>{trans.__('“%1” waits for the kernel.', actionWord(trans, waiting.action))}</span>
          <button className="jp-mod-styled jp-mod-reject smallcode-Small" onClick={forgo}>
            {trans.__('Cancel')}
          </button>
        </div>
      )}
      {error !== null && !missing && <pre className="smallcode-Error">{error}</pre>}
    </div>
  );
}
