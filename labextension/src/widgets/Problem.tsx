import * as React from 'react';

import type { Problem as ProblemText } from '../protocol/values.js';
import type { ITools } from './tools.js';
import { problemWords } from './wording.js';

/** What went wrong and what to do about it. */
export function Problem(props: { tools: ITools; problem: ProblemText }): React.JSX.Element {
  const { cause, remedy } = problemWords(props.tools.trans, props.problem);
  return (
    <div className="smallcode-Problem">
      <p>
        <strong>{cause}</strong>
      </p>
      {remedy && <p>{remedy}</p>}
    </div>
  );
}
