import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import { MenuSvg, ToolbarButton } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';

import { CommandIds, ITools } from '../tokens.js';
import { smallcodeIcon } from '../widgets/icons.js';

const ACTIONS = ['write', 'fix', 'explain', 'test', 'refactor', 'document'] as const;

export const cellToolbar: JupyterFrontEndPlugin<void> = {
  id: 'smallcode-nb:cell-toolbar',
  description: 'One button in the cell toolbar with what smallcode can do to the cell.',
  autoStart: true,
  requires: [ITools],
  optional: [IToolbarWidgetRegistry],
  activate: (app: JupyterFrontEnd, tools: ITools, toolbars: IToolbarWidgetRegistry | null): void => {
    toolbars?.addFactory('Cell', 'smallcode-actions', () => actionsButton(app.commands, tools));
  }
};

function actionsButton(commands: CommandRegistry, { trans }: ITools): ToolbarButton {
  const button = new ToolbarButton({
    icon: smallcodeIcon,
    tooltip: trans.__('smallcode: write, fix, explain, test, shorten, document'),
    onClick: () => {
      const menu = new MenuSvg({ commands });
      ACTIONS.forEach(action => menu.addItem({ command: CommandIds[action] }));
      const { left, bottom } = button.node.getBoundingClientRect();
      menu.aboutToClose.connect(() => requestAnimationFrame(() => menu.dispose()));
      menu.open(left, bottom);
    }
  });
  return button;
}
