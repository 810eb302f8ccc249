import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { Notifier } from '../model/notifier.js';
import { CommandIds, IDesks, IPreferences, ITools, PANEL } from '../tokens.js';
import { labNotifications } from '../widgets/labNotifications.js';

export const notifications: JupyterFrontEndPlugin<void> = {
  id: 'smallcode-nb:notifications',
  description: 'Tells about long requests that the panel does not show, with progress and a way to stop.',
  autoStart: true,
  requires: [IDesks, ITools, IPreferences],
  activate: (app: JupyterFrontEnd, desks: IDesks, { trans }: ITools, preferences: IPreferences): void => {
    const show = async (run: Parameters<IDesks['reveal']>[0]) => {
      const notebook = desks.reveal(run);
      if (notebook !== null) {
        app.shell.activateById(notebook);
      }
      await app.commands.execute(CommandIds.open);
    };
    const isSeen = (run: Parameters<IDesks['reveal']>[0]) =>
      desks.current?.shown?.run === run.run &&
      [...app.shell.widgets('right')].some(widget => widget.id === PANEL && widget.isVisible);
    const notifier = new Notifier(
      labNotifications(trans, show),
      () => preferences.notifyAfterSeconds,
      isSeen
    );
    desks.runChanged.connect((_, { run, stop }) => notifier.follow(run, stop));
  }
};
