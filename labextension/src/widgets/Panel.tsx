import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';

import type { Desk } from '../model/desk.js';
import type { Desks } from '../model/desks.js';
import { isActive } from '../model/run.js';
import type { HistoryEntry } from '../protocol/values.js';
import { PANEL } from '../tokens.js';
import { Code } from './Code.js';
import { History } from './History.js';
import { smallcodeIcon } from './icons.js';
import { LiveRegion } from './LiveRegion.js';
import { Offer } from './Offer.js';
import { RequestBox } from './RequestBox.js';
import { RunView } from './RunView.js';
import type { ITools } from './tools.js';
import { title } from './wording.js';

const FOCUS_WITHIN_MS = 1000;

/** The side panel: it shows the desk in front, and draws only while it can be seen. */
export class Panel extends ReactWidget {
  constructor(
    private readonly _desks: Desks,
    private readonly _tools: ITools
  ) {
    super();
    this.id = PANEL;
    this.addClass('smallcode-Panel');
    this.title.icon = smallcodeIcon;
    this.title.caption = _tools.trans.__('smallcode: code that has run before you see it');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _tools.trans.__('smallcode'));
    _desks.changed.connect(() => this.update());
  }

  protected override onUpdateRequest(message: Message): void {
    if (this.isVisible) {
      super.onUpdateRequest(message);
    }
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.update();
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.update();
    this._focusBy(performance.now() + FOCUS_WITHIN_MS);
  }

  protected render(): React.JSX.Element {
    const desk = this._desks.current;
    return desk ? (
      <DeskView key={desk.document.path} tools={this._tools} desk={desk} load={() => this._desks.load()} />
    ) : (
      <p className="smallcode-Empty">{this._tools.trans.__('Open a notebook to ask for code in it.')}</p>
    );
  }

  /** Put the keyboard into the request box as soon as it is drawn; later it would be taken from somebody. */
  private _focusBy(deadline: number): void {
    const box = this.node.querySelector('textarea');
    if (box) {
      box.focus();
    } else if (performance.now() < deadline) {
      requestAnimationFrame(() => this._focusBy(deadline));
    }
  }
}

function DeskView(props: {
  tools: ITools;
  desk: Desk;
  load: () => Promise<string | null>;
}): React.JSX.Element {
  const { tools, desk, load } = props;
  const { trans } = tools;
  const { shown } = desk;
  const { link } = desk;
  const elsewhere = desk.active.filter(run => run.run !== shown?.run);
  return (
    <>
      <header className="smallcode-Header">
        <h2 title={desk.document.path}>{desk.document.path.split('/').at(-1)}</h2>
        {shown && !isActive(shown) && (
          <button className="jp-mod-styled jp-mod-minimal smallcode-Small" onClick={() => desk.show(null)}>
            {trans.__('New request')}
          </button>
        )}
      </header>
      <RequestBox tools={tools} desk={desk} />
      {link !== 'ready' && (
        <Offer {...{ tools, link, load }} waiting={desk.waiting} forgo={() => desk.forgo()} />
      )}
      {elsewhere.length > 0 && (
        <button className="jp-mod-styled jp-mod-minimal smallcode-Small" onClick={() => desk.stop()}>
          {trans._n('Stop the %1 other request', 'Stop all %1 other requests', elsewhere.length)}
        </button>
      )}
      {shown ? (
        <RunView key={shown.run} tools={tools} desk={desk} run={shown} />
      ) : (
        <Nothing tools={tools} entry={desk.remembered} ready={link === 'ready'} />
      )}
      <History
        tools={tools}
        entries={desk.history}
        shown={shown?.run ?? null}
        onShow={entry => desk.show(entry.run)}
        onForget={run => desk.forget(run)}
      />
      <LiveRegion tools={tools} run={shown} />
    </>
  );
}

/** Where no run is shown: what the history still knows of it, or how to begin. */
function Nothing(props: {
  tools: ITools;
  entry: HistoryEntry | null;
  ready: boolean;
}): React.JSX.Element | null {
  const { tools, entry, ready } = props;
  const { trans } = tools;
  if (!entry) {
    return ready ? <Hints tools={tools} /> : null;
  }
  return (
    <section className="smallcode-Run" aria-label={trans.__('Request and result')}>
      <h3 className="smallcode-Run-title">{title(trans, entry)}</h3>
      {entry.code ? (
        <Code tools={tools} code={entry.code} label={trans.__('Proposed code')} />
      ) : (
        <p className="smallcode-Muted">{trans.__('Nothing was found then.')}</p>
      )}
      <p className="smallcode-Muted">
        {trans.__('The kernel no longer has its outputs: ask again to see them.')}
      </p>
    </section>
  );
}

function Hints(props: { tools: ITools }): React.JSX.Element {
  const { trans } = props.tools;
  return (
    <div className="smallcode-Empty">
      <p>
        {trans.__(
          'Ask for code in your own words. Several versions are written and run on a copy of your variables; you see what they do before anything enters the notebook.'
        )}
      </p>
      <p>
        {trans.__(
          'For a cell that is there already, use the button in its toolbar: fix, explain, test, shorten, document.'
        )}
      </p>
    </div>
  );
}
