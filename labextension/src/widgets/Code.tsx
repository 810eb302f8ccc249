import * as React from 'react';

import type { ITools } from './tools.js';

/** Code as text: in the editor's colours once it is settled. */
export const Code = React.memo(function Code(props: {
  tools: ITools;
  code: string;
  label: string;
  /** Still growing: shown plain. */
  live?: boolean;
}): React.JSX.Element {
  const { tools, code, label, live } = props;
  const host = React.useRef<HTMLElement>(null);
  React.useEffect(() => {
    if (host.current) {
      paint(tools, code, live === true, host.current);
    }
  }, [tools, code, live]);
  return (
    <pre className="smallcode-Code" tabIndex={0} role="group" aria-label={label}>
      <code ref={host} />
    </pre>
  );
});

/** Text first, so that a failing highlighter costs the colours only. */
function paint(tools: ITools, code: string, live: boolean, host: HTMLElement): void {
  host.textContent = code;
  if (live || !code) {
    return;
  }
  const coloured = document.createElement('code');
  tools
    .highlight(code, coloured)
    .then(() => {
      if (host.textContent === code && coloured.textContent === code) {
        host.replaceChildren(...coloured.childNodes);
      }
    })
    .catch(() => undefined);
}
