import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import type { Bundle } from '../protocol/values.js';
import type { ITools } from './tools.js';

/** As many characters of an output as are drawn without being asked for. */
const LARGE = 60_000;

/** One output as Lab renders what is not trusted; a large one is offered, not forced on the page. */
export const Output = React.memo(function Output(props: {
  tools: ITools;
  bundle: Bundle;
}): React.JSX.Element {
  const { tools, bundle } = props;
  const { trans } = tools;
  const [whole, setWhole] = React.useState(false);
  const type = preferred(tools, bundle);
  const size = type && !type.startsWith('image/') ? (bundle.data[type] ?? '').length : 0;
  const start = React.useMemo(() => beginning(bundle), [bundle]);
  if (!type) {
    return <p className="smallcode-Muted">{trans.__('This output cannot be shown here.')}</p>;
  }
  if (size > LARGE && !whole) {
    return (
      <div className="smallcode-Output">
        <Rendered tools={tools} type="text/plain" data={start} />
        <button className="jp-mod-styled jp-mod-minimal smallcode-Small" onClick={() => setWhole(true)}>
          {trans.__('Show all of it (%1 kB)', Math.ceil(size / 1000))}
        </button>
      </div>
    );
  }
  return (
    <div className="smallcode-Output">
      <Rendered tools={tools} type={type} data={bundle.data} />
    </div>
  );
});

function Rendered(props: { tools: ITools; type: string; data: Record<string, string> }): React.JSX.Element {
  const { tools, type, data } = props;
  const host = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const renderer = tools.rendermime.createRenderer(type);
    void renderer
      .renderModel(tools.rendermime.createModel({ data, trusted: false }))
      .then(() => describePictures(tools, renderer.node));
    if (host.current) {
      host.current.textContent = '';
      attach(renderer, host.current);
    }
    return () => {
      detach(renderer);
      renderer.dispose();
    };
  }, [tools, type, data]);
  return (
    <div
      ref={host}
      className="smallcode-Rendered jp-RenderedHTMLCommon"
      tabIndex={0}
      role="group"
      aria-label={tools.trans.__('Output')}
      onClickCapture={stay}
    />
  );
}

/** What a candidate leaves behind may hold links; none is followed from here. */
function stay(event: React.MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('a, area')) {
    event.preventDefault();
    event.stopPropagation();
  }
}

function describePictures(tools: ITools, node: HTMLElement): void {
  node
    .querySelectorAll('img:not([alt])')
    .forEach(picture => picture.setAttribute('alt', tools.trans.__('Figure')));
}

function beginning(bundle: Bundle): Record<string, string> {
  return { 'text/plain': (bundle.data['text/plain'] ?? '').slice(0, LARGE / 4) };
}

function preferred(tools: ITools, bundle: Bundle): string | undefined {
  return tools.rendermime.preferredMimeType(bundle.data, 'ensure');
}

function attach(widget: Widget, host: HTMLElement): void {
  MessageLoop.sendMessage(widget, Widget.Msg.BeforeAttach);
  host.appendChild(widget.node);
  MessageLoop.sendMessage(widget, Widget.Msg.AfterAttach);
}

function detach(widget: Widget): void {
  MessageLoop.sendMessage(widget, Widget.Msg.BeforeDetach);
  widget.node.remove();
  MessageLoop.sendMessage(widget, Widget.Msg.AfterDetach);
}
