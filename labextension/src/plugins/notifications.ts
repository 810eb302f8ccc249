import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { Notifier } from '../model/notifier.js';
import { CommandIds, IDesks, IPreferences, ITools } from '../tokens.js';
import { labNotifications } from '../widgets/labNotifications.js';

export const notifications: JupyterFrontEndPlugin<void> = {
  id: 'smallcode-nb:notifications',
  description: 'Tells about requests that take long, with progress and a way to stop.',
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
    const notifier = new Notifier(labNotifications(trans, show), () => preferences.notifyAfterSeconds);
    desks.runChanged.connect((_, { run, stop }) => notifier.follow(run, stop));
  }
};
