import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';

import { IDesks, IPreferences, ITools } from '../tokens.js';
import { StatusItem } from '../widgets/StatusItem.js';
import { StatusMenu } from '../widgets/StatusMenu.js';

export const status: JupyterFrontEndPlugin<void> = {
  id: 'smallcode-nb:status',
  description: 'Model, engine and memory in the status bar, with a menu.',
  autoStart: true,
  requires: [IDesks, ITools, IPreferences],
  optional: [IStatusBar],
  activate: (
    app: JupyterFrontEnd,
    desks: IDesks,
    tools: ITools,
    preferences: IPreferences,
    bar: IStatusBar | null
  ): void => {
    if (!bar) {
      return;
    }
    const menu = new StatusMenu(app.commands, desks, tools);
    const item = new StatusItem(desks, tools, node => void menu.open(node));
    bar.registerStatusItem('smallcode-nb:status', { item, align: 'right', rank: 900 });
    refresh(desks, preferences);
  }
};

/** Read memory and engine now and then, while somebody can see it; one question at a time. */
function refresh(desks: IDesks, preferences: IPreferences, waiting = new Set<unknown>()): void {
  const seconds = preferences.statusSeconds;
  setTimeout(
    () => {
      const conversation = desks.current?.conversation;
      if (
        conversation &&
        seconds > 0 &&
        document.visibilityState === 'visible' &&
        !waiting.has(conversation)
      ) {
        waiting.add(conversation);
        conversation
          .send({ type: 'read-status' })
          .catch(() => undefined)
          .finally(() => waiting.delete(conversation));
      }
      refresh(desks, preferences, waiting);
    },
    Math.max(1, seconds || 10) * 1000
  );
}
