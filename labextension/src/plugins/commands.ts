import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { Desk } from '../model/desk.js';
import type { Action } from '../protocol/values.js';
import { CommandIds, IDesks, ITools } from '../tokens.js';
import { smallcodeIcon } from '../widgets/icons.js';

const CATEGORY = 'smallcode';
const ARGS = { args: { type: 'object', properties: {} } } as const;

export const commands: JupyterFrontEndPlugin<void> = {
  id: 'smallcode-nb:commands',
  description: 'What can be done with a cell and with a proposal: palette, context menu and shortcuts.',
  autoStart: true,
  requires: [IDesks, ITools],
  optional: [ICommandPalette],
  activate: (app: JupyterFrontEnd, desks: IDesks, tools: ITools, palette: ICommandPalette | null): void => {
    const added = { ...cellCommands(app.commands, desks, tools.trans), ...proposalCommands(desks, tools) };
    for (const [command, options] of Object.entries(added)) {
      app.commands.addCommand(command, { describedBy: ARGS, ...options });
      palette?.addItem({ command, category: CATEGORY });
    }
    desks.changed.connect(() => app.commands.notifyCommandChanged());
  }
};

type Commands = Record<string, CommandRegistry.ICommandOptions>;

function cellCommands(registry: CommandRegistry, desks: IDesks, trans: TranslationBundle): Commands {
  const on = (action: Action, label: string, caption: string): CommandRegistry.ICommandOptions => ({
    label,
    caption,
    isEnabled: () => codeCell(desks.current) !== null,
    execute: async () => {
      const cell = codeCell(desks.current);
      await registry.execute(CommandIds.open);
      return cell === null ? false : desks.current?.act(action, cell) != null;
    }
  });
  return {
    [CommandIds.write]: {
      label: trans.__('Write Code for a Request'),
      caption: trans.__('Open the panel; a cell that holds only comments becomes the request'),
      icon: smallcodeIcon,
      isEnabled: () => desks.current !== null,
      execute: () => {
        drafted(desks.current);
        return registry.execute(CommandIds.open);
      }
    },
    [CommandIds.fix]: on(
      'fix',
      trans.__('Fix This Cell'),
      trans.__('Send the cell and its error; see the fix first')
    ),
    [CommandIds.explain]: on(
      'explain',
      trans.__('Explain This Cell'),
      trans.__('Say in words what the cell does')
    ),
    [CommandIds.test]: on(
      'test',
      trans.__('Test This Cell'),
      trans.__('Propose asserts that hold after the cell')
    ),
    [CommandIds.refactor]: on(
      'refactor',
      trans.__('Shorten This Cell'),
      trans.__('Propose the same in less code')
    ),
    [CommandIds.document]: on(
      'document',
      trans.__('Document This Cell'),
      trans.__('Propose comments and docstrings')
    )
  };
}

function proposalCommands(desks: IDesks, { trans, copy }: ITools): Commands {
  const on = (
    label: string,
    can: (desk: Desk) => boolean,
    execute: (desk: Desk) => void
  ): CommandRegistry.ICommandOptions => ({
    label,
    isEnabled: () => desks.current !== null && can(desks.current),
    execute: () => {
      if (desks.current) {
        execute(desks.current);
      }
    }
  });
  const offered = (desk: Desk) => desk.offer() !== null;
  const writable = (desk: Desk) => offered(desk) && desk.applied === null && !desk.document.readOnly;
  return {
    [CommandIds.insertBelow]: on(trans.__('Insert the Proposal Below'), writable, desk => desk.insertBelow()),
    [CommandIds.replace]: on(trans.__('Replace the Cell with the Proposal'), writable, desk =>
      desk.replace()
    ),
    [CommandIds.copy]: on(trans.__('Copy the Proposal'), offered, desk => {
      copy(desk.offer()?.code ?? '');
      desk.copied();
    }),
    [CommandIds.reject]: on(trans.__('Reject the Proposal'), offered, desk => desk.reject()),
    [CommandIds.undo]: on(
      trans.__('Undo What Was Accepted'),
      desk => desk.applied !== null,
      desk => desk.undo()
    ),
    [CommandIds.again]: on(
      trans.__('Ask Again'),
      desk => desk.shown !== null && desk.conversation?.link === 'ready',
      desk => desk.again('')
    ),
    [CommandIds.stop]: on(
      trans.__('Stop Asking'),
      desk => desk.active.length > 0,
      desk => desk.stop()
    )
  };
}

/** The active cell's id if it holds code. */
function codeCell(desk: Desk | null): string | null {
  const cell = desk?.document.activeCell;
  return cell?.kind === 'code' && cell.source.trim() ? cell.id : null;
}

/** A cell of comments, or of prose, is what many people write before they ask. */
function drafted(desk: Desk | null): void {
  const cell = desk?.document.activeCell;
  const lines = (cell?.source ?? '').split('\n').filter(line => line.trim());
  if (
    desk &&
    !desk.draft &&
    cell?.kind === 'code' &&
    lines.length &&
    lines.every(line => /^\s*#/.test(line))
  ) {
    desk.putDraft(lines.map(line => line.replace(/^\s*#+\s?/, '')).join('\n'));
  }
}
