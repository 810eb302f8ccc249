/** The status item's menu: how things stand, which model is used, and the way to the settings. */
import { MenuSvg } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import type { Menu } from '@lumino/widgets';

import type { Conversation } from '../model/conversation.js';
import type { Desks } from '../model/desks.js';
import type { ModelEntry, StatusState } from '../protocol/values.js';
import { CommandIds } from '../tokens.js';
import { gigabytes } from './StatusItem.js';
import type { ITools } from './tools.js';
import { linkWords } from './wording.js';

/** A kernel that runs a cell and has no subshell answers when that ends; the menu does not wait so long. */
const PATIENCE_MS = 2000;

export class StatusMenu {
  constructor(
    private readonly _app: CommandRegistry,
    private readonly _desks: Desks,
    private readonly _tools: ITools
  ) {}

  /** Ask the kernel for its models and open above `node`. */
  async open(node: HTMLElement): Promise<void> {
    const conversation = this._desks.current?.conversation;
    const models = await listed(conversation);
    const menu = this._filled(conversation ?? null, models);
    const { left, top } = node.getBoundingClientRect();
    menu.aboutToClose.connect(() => requestAnimationFrame(() => menu.dispose()));
    menu.open(left, top, { forceY: false });
    menu.activeIndex = 0;
  }

  private _filled(conversation: Conversation | null, models: ModelEntry[]): Menu {
    const commands = new CommandRegistry();
    const menu = new MenuSvg({ commands });
    const add = (command: string, options: CommandRegistry.ICommandOptions) => {
      commands.addCommand(command, options);
      menu.addItem({ command });
    };
    const { trans } = this._tools;
    const status = conversation?.status;
    facts(this._tools, conversation).forEach((label, place) =>
      add(`fact-${place}`, { label, isEnabled: () => false, execute: () => undefined })
    );
    menu.addItem({ type: 'separator' });
    models.forEach((model, place) =>
      add(`model-${place}`, {
        label: model.loaded ? trans.__('%1 (loaded)', model.name) : model.name,
        caption: model.about,
        isToggled: () => model.current,
        execute: () => conversation?.tell({ type: 'read-settings', change: { model: model.name } })
      })
    );
    menu.addItem({ type: 'separator' });
    add('stop', {
      label: trans.__('Stop All Requests'),
      isEnabled: () => (status?.runs.length ?? 0) > 0,
      execute: () => status?.runs.forEach(run => conversation?.stop(run))
    });
    add('open', { label: trans.__('Open the Panel'), execute: () => this._app.execute(CommandIds.open) });
    if (this._app.hasCommand('settingeditor:open')) {
      add('settings', {
        label: trans.__('Settings …'),
        execute: () => this._app.execute('settingeditor:open', { query: 'smallcode' })
      });
    }
    return menu;
  }
}

async function listed(conversation: Conversation | null | undefined): Promise<ModelEntry[]> {
  try {
    const late = new Promise<null>(resolve => setTimeout(() => resolve(null), PATIENCE_MS));
    const answer = await Promise.race([conversation?.send({ type: 'list-models' }), late]);
    return answer?.type === 'models' ? answer.models : [];
  } catch {
    return [];
  }
}

function facts({ trans }: ITools, conversation: Conversation | null): string[] {
  const status = conversation?.status;
  if (!status || conversation.link !== 'ready') {
    return [linkWords(trans, conversation?.link ?? null)];
  }
  return [
    status.model_loaded
      ? trans.__('Model: %1', status.model)
      : trans.__('Model: %1 (not loaded yet)', status.model),
    trans.__('Engine: %1', status.engine),
    trans.__('Sandbox: %1', status.tier),
    ...memoryFacts(trans, status)
  ];
}

function memoryFacts(trans: ITools['trans'], { memory }: StatusState): string[] {
  const { kernel_mb, machine_used_mb, machine_total_mb, gpu_used_mb, gpu_total_mb } = memory;
  const gpu =
    gpu_used_mb !== null && gpu_total_mb !== null
      ? [trans.__('GPU memory: %1 of %2 GB', gigabytes(gpu_used_mb), gigabytes(gpu_total_mb))]
      : [];
  return [
    trans.__('Kernel: %1 MB', Math.round(kernel_mb)),
    trans.__('Memory: %1 of %2 GB', gigabytes(machine_used_mb), gigabytes(machine_total_mb)),
    ...gpu
  ];
}
