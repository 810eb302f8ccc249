import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { CommandIds, IPreferences, ITools } from '../tokens.js';
import { ErrorWithFix } from '../widgets/ErrorWithFix.js';

const MIME_TYPE = 'application/vnd.jupyter.error';

export const traceback: JupyterFrontEndPlugin<void> = {
  id: 'smallcode-nb:traceback',
  description: 'A button on an error output that asks for a fix.',
  autoStart: true,
  requires: [INotebookTracker, IRenderMimeRegistry, ITools, IPreferences],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    rendermime: IRenderMimeRegistry,
    { trans }: ITools,
    preferences: IPreferences
  ): void => {
    const fix = (node: Element) => {
      const notebook = tracker.find(panel => panel.node.contains(node))?.content;
      const index = notebook?.widgets.findIndex(cell => cell.node.contains(node)) ?? -1;
      if (notebook && index !== -1) {
        notebook.activeCellIndex = index;
        void app.commands.execute(CommandIds.fix);
      }
    };
    const label = trans.__('Fix with smallcode');
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [MIME_TYPE],
        createRenderer: () => new ErrorWithFix(rendermime, preferences.buttonOnErrors ? { label, fix } : null)
      },
      // before the plain traceback, which has 110
      100
    );
  }
};
