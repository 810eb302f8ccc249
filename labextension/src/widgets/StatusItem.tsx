import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Desks } from '../model/desks.js';
import type { StatusState } from '../protocol/values.js';
import { smallcodeIcon } from './icons.js';
import type { ITools } from './tools.js';
import { linkWord, linkWords } from './wording.js';

/** The model, whether it works, and the memory that matters, in the status bar; a click opens the menu. */
export class StatusItem extends ReactWidget {
  constructor(
    private readonly _desks: Desks,
    private readonly _tools: ITools,
    private readonly _open: (node: HTMLElement) => void
  ) {
    super();
    this.addClass('smallcode-Status');
    _desks.changed.connect(() => this.update());
  }

  protected render(): React.JSX.Element | null {
    const { trans } = this._tools;
    const conversation = this._desks.current?.conversation;
    const status = conversation?.status;
    if (!conversation || conversation.link === 'foreign') {
      return null;
    }
    const ready = conversation.link === 'ready' && status;
    const text = ready ? statusLine(this._tools, status) : linkWords(trans, conversation.link);
    return (
      <button
        className="smallcode-Status-button"
        aria-haspopup="menu"
        title={trans.__('smallcode: %1', text)}
        onClick={event => this._open(event.currentTarget)}
      >
        <smallcodeIcon.react tag="span" className="smallcode-Status-icon" width="14px" height="14px" />
        <span>{ready ? text : trans.__('smallcode: %1', linkWord(trans, conversation.link))}</span>
      </button>
    );
  }
}

/** "smallcode-tiny · busy · 180 MB" */
export function statusLine({ trans }: ITools, status: StatusState): string {
  return [
    status.model,
    status.runs.length ? trans.__('busy') : trans.__('ready'),
    memoryWords({ trans }, status)
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The GPU's memory where there is one, else the kernel's own. */
export function memoryWords({ trans }: Pick<ITools, 'trans'>, status: StatusState): string {
  const { gpu_used_mb, gpu_total_mb, kernel_mb } = status.memory;
  if (gpu_used_mb !== null && gpu_total_mb !== null) {
    return trans.__('GPU %1 of %2 GB', gigabytes(gpu_used_mb), gigabytes(gpu_total_mb));
  }
  return trans.__('%1 MB', Math.round(kernel_mb));
}

export function gigabytes(megabytes: number): string {
  return (megabytes / 1000).toFixed(1);
}
