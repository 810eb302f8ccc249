import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';

import { Desks } from '../model/desks.js';
import { IDesks, IPreferences } from '../tokens.js';

export const desks: JupyterFrontEndPlugin<IDesks> = {
  id: 'smallcode-nb:desks',
  description: 'Keeps what smallcode knows about every open notebook and its kernel.',
  autoStart: true,
  provides: IDesks,
  requires: [INotebookTracker, IPreferences],
  activate: (app: JupyterFrontEnd, tracker: INotebookTracker, preferences: IPreferences): IDesks =>
    new Desks(tracker, `${app.name} ${app.version}`.slice(0, 100), () => preferences.flags)
};
