import * as React from 'react';

import type { Desk } from '../model/desk.js';
import { type ICompletions, chosen } from '../model/mention.js';
import { Recall } from '../model/recall.js';
import type { Completion } from '../protocol/values.js';
import { Mentions } from './Mentions.js';
import type { ITools } from './tools.js';
import { useMentions } from './useMentions.js';

const LIST = 'smallcode-mentions';

/** Where a request is written: several lines, earlier requests under the arrows, `@` completed by the kernel. */
export function RequestBox(props: { tools: ITools; desk: Desk }): React.JSX.Element {
  const { tools, desk } = props;
  const { trans } = tools;
  const box = React.useRef<HTMLTextAreaElement>(null);
  const recall = React.useMemo(() => new Recall(), []);
  const [text, setText] = React.useState(desk.draft);
  const mentions = useMentions(desk);
  const ready = desk.conversation?.link === 'ready';

  const write = (draft: string, cursor = draft.length) => {
    desk.keepDraft(draft);
    setText(draft);
    requestAnimationFrame(() => {
      box.current?.setSelectionRange(cursor, cursor);
      fit(box.current);
    });
  };
  React.useEffect(() => {
    const put = (_: unknown, draft: string) => setText(draft);
    desk.drafted.connect(put);
    return () => void desk.drafted.disconnect(put);
  }, [desk]);
  const ask = () => {
    if (text.trim() && ready && desk.write(text.trim())) {
      recall.reset();
      mentions.close();
      write('');
    }
  };
  const take = (found: ICompletions, item: Completion) => {
    const next = chosen(text, found, item);
    write(next.text, next.cursor);
    if (item.kind === 'folder') {
      mentions.look(next.text, next.cursor);
    } else {
      mentions.close();
    }
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) {
      return;
    }
    if (mentions.onKey(event.key, take)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === 'Enter' && sends(tools, event)) {
      event.preventDefault();
      ask();
    } else if (!event.shiftKey && !event.altKey) {
      const earlier = recalled(event, recall, desk.requests, text);
      if (earlier !== null) {
        event.preventDefault();
        write(earlier, event.key === 'ArrowUp' ? 0 : earlier.length);
      }
    }
  };

  return (
    <form
      className="smallcode-Request"
      onSubmit={event => {
        event.preventDefault();
        ask();
      }}
    >
      <textarea
        ref={box}
        className="jp-mod-styled"
        rows={3}
        value={text}
        placeholder={trans.__('What should the code do? @ names a variable or a file.')}
        aria-label={trans.__('Request')}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={mentions.found !== null}
        aria-controls={mentions.found ? LIST : undefined}
        aria-activedescendant={mentions.found ? `${LIST}-${mentions.at}` : undefined}
        onChange={event => {
          const { value, selectionStart } = event.target;
          recall.reset();
          desk.keepDraft(value);
          setText(value);
          fit(event.target);
          mentions.look(value, selectionStart);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => mentions.close()}
      />
      {mentions.found && (
        <Mentions id={LIST} tools={tools} found={mentions.found} at={mentions.at} onTake={take} />
      )}
      <div className="smallcode-Request-row">
        <span className="smallcode-Muted">
          {tools.sendOnEnter()
            ? trans.__('Enter asks, Shift+Enter starts a line')
            : trans.__('Shift+Enter asks, Enter starts a line')}
        </span>
        <button className="jp-mod-styled jp-mod-accept smallcode-Small" disabled={!ready || !text.trim()}>
          {trans.__('Ask')}
        </button>
      </div>
    </form>
  );
}

function sends(tools: ITools, event: React.KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || tools.sendOnEnter() !== event.shiftKey;
}

/** An earlier or later request, when the arrow would leave the text; null otherwise. */
function recalled(
  event: React.KeyboardEvent<HTMLTextAreaElement>,
  recall: Recall,
  requests: string[],
  text: string
): string | null {
  const { selectionStart, selectionEnd } = event.currentTarget;
  if (selectionStart !== selectionEnd) {
    return null;
  }
  if (event.key === 'ArrowUp' && !text.slice(0, selectionStart).includes('\n')) {
    return recall.older(requests, text);
  }
  if (event.key === 'ArrowDown' && !text.slice(selectionEnd).includes('\n')) {
    return recall.newer(requests);
  }
  return null;
}

/** As high as its text, up to what the style sheet allows. */
function fit(box: HTMLTextAreaElement | null): void {
  if (box) {
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight + 2}px`;
  }
}
