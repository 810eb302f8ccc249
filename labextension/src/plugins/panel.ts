import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';

import { CommandIds, IDesks, ITools } from '../tokens.js';
import { smallcodeIcon } from '../widgets/icons.js';
import { Panel } from '../widgets/Panel.js';

export const panel: JupyterFrontEndPlugin<void> = {
  id: 'smallcode-nb:panel',
  description: 'The side panel: ask, watch, compare, accept, undo.',
  autoStart: true,
  requires: [IDesks, ITools],
  optional: [ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    desks: IDesks,
    tools: ITools,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ): void => {
    const { trans } = tools;
    const widget = new Panel(desks, tools);
    app.shell.add(widget, 'right', { rank: 900, type: 'smallcode' });
    restorer?.add(widget, widget.id);
    app.commands.addCommand(CommandIds.open, {
      label: trans.__('Open the smallcode panel'),
      caption: trans.__('Show the panel and put the keyboard into its request box'),
      icon: smallcodeIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => {
        app.shell.activateById(widget.id);
        // activating what is active already tells the widget nothing
        widget.activate();
      }
    });
    palette?.addItem({ command: CommandIds.open, category: 'smallcode' });
  }
};
