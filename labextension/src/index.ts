import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { cellToolbar } from './plugins/cellToolbar.js';
import { commands } from './plugins/commands.js';
import { desks } from './plugins/desks.js';
import { notifications } from './plugins/notifications.js';
import { panel } from './plugins/panel.js';
import { preferences } from './plugins/preferences.js';
import { status } from './plugins/status.js';
import { tools } from './plugins/tools.js';
import { traceback } from './plugins/traceback.js';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  preferences,
  tools,
  desks,
  panel,
  commands,
  cellToolbar,
  traceback,
  status,
  notifications
] as JupyterFrontEndPlugin<unknown>[];

export default plugins;
export { CommandIds, IDesks, IPreferences, ITools } from './tokens.js';
