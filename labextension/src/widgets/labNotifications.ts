/** Notifications as Lab shows them. */
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { INotices } from '../model/notifier.js';
import type { RunState } from '../protocol/values.js';
import { runWords, title } from './wording.js';

export function labNotifications(trans: TranslationBundle, show: (run: RunState) => Promise<void>): INotices {
  const actions = (run: RunState, stop?: () => void): Notification.IAction[] => [
    ...(stop ? [{ label: trans.__('Stop'), callback: stop, displayType: 'warn' as const }] : []),
    { label: trans.__('Show'), callback: () => void show(run) }
  ];
  return {
    begin: (run, stop) =>
      Notification.emit(words(trans, run), 'in-progress', {
        autoClose: false,
        progress: 0,
        actions: actions(run, stop)
      }),
    progress: (id, run, share) => {
      Notification.update({ id, message: words(trans, run), progress: share });
    },
    end: (id, run) => {
      const type = run.error
        ? 'error'
        : run.result?.proposal || run.result?.explanation
          ? 'success'
          : 'warning';
      Notification.update({ id, message: words(trans, run), type, autoClose: 5000, actions: actions(run) });
    }
  };
}

function words(trans: TranslationBundle, run: RunState): string {
  const name = title(trans, run);
  return `${name.length > 60 ? `${name.slice(0, 59)}…` : name} · ${runWords(trans, run)}`;
}
