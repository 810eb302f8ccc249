import * as React from 'react';

import type { ICompletions } from '../model/mention.js';
import type { Completion } from '../protocol/values.js';
import type { ITools } from './tools.js';

/** The list that completes `@…`; the keyboard stays in the request box. */
export function Mentions(props: {
  id: string;
  tools: ITools;
  found: ICompletions;
  at: number;
  onTake: (found: ICompletions, item: Completion) => void;
}): React.JSX.Element {
  const { id, tools, found, at, onTake } = props;
  const { trans } = tools;
  const kinds: Record<Completion['kind'], string> = {
    variable: trans.__('variable'),
    column: trans.__('column'),
    file: trans.__('file'),
    folder: trans.__('folder')
  };
  const active = React.useRef<HTMLLIElement>(null);
  React.useEffect(() => {
    // newer browsers answer with a promise, which React would take for a clean-up
    active.current?.scrollIntoView({ block: 'nearest' });
  }, [at, found]);
  return (
    <ul id={id} className="smallcode-Mentions" role="listbox" aria-label={trans.__('Completions')}>
      {found.items.map((item, place) => (
        <li
          key={item.text}
          id={`${id}-${place}`}
          ref={place === at ? active : null}
          role="option"
          aria-selected={place === at}
          // a click must not take the focus out of the box, which would close the list
          onMouseDown={event => event.preventDefault()}
          onClick={() => onTake(found, item)}
        >
          <span className="smallcode-Mentions-text">{item.text}</span>
          <span className="smallcode-Muted">{item.detail || kinds[item.kind]}</span>
        </li>
      ))}
    </ul>
  );
}
