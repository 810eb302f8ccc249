import * as React from 'react';

import type { RunState } from '../protocol/values.js';
import type { ITools } from './tools.js';
import { runWords } from './wording.js';

/** Says where the shown run stands to screen readers; its text changes only with the phase, so that it does not chatter. */
export function LiveRegion(props: { tools: ITools; run: RunState | null }): React.JSX.Element {
  const { tools, run } = props;
  return (
    <div className="smallcode-Hidden" role="status" aria-live="polite" aria-atomic="true">
      {run ? runWords(tools.trans, run) : ''}
    </div>
  );
}
