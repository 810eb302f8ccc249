/** What other extensions may ask for. Interfaces and tokens only. */
import { Token } from '@lumino/coreutils';

import type { Desks } from './model/desks.js';
import type { Flags } from './protocol/fromPage.js';
import type { ITools as Tools } from './widgets/tools.js';

/** What the user has set; `Settings → smallcode` changes it. */
export interface IPreferences {
  /** What every request takes along; what is left out, the kernel decides. */
  readonly flags: Flags;
  /** Whether Enter asks; otherwise Shift+Enter does. */
  readonly sendOnEnter: boolean;
  /** A run that takes longer than this is told about in a notification, unless it is looked at; 0 never. */
  readonly notifyAfterSeconds: number;
  /** Whether an error output has a button that asks for a fix. */
  readonly buttonOnErrors: boolean;
  /** How often the status item reads memory and engine; 0 only when something happens. */
  readonly statusSeconds: number;
}

export const IPreferences = new Token<IPreferences>(
  'smallcode-nb:IPreferences',
  'What the user has set for smallcode.'
);

export type IDesks = Desks;
export const IDesks = new Token<IDesks>(
  'smallcode-nb:IDesks',
  'What smallcode keeps about every open notebook: its kernel, its runs, its history.'
);

export type ITools = Tools;
export const ITools = new Token<ITools>(
  'smallcode-nb:ITools',
  'The services that the parts of the panel share.'
);

/** The commands, by what they do. */
export const CommandIds = {
  open: 'smallcode:open',
  write: 'smallcode:write',
  fix: 'smallcode:fix',
  explain: 'smallcode:explain',
  test: 'smallcode:test',
  refactor: 'smallcode:refactor',
  document: 'smallcode:document',
  insertBelow: 'smallcode:insert-below',
  replace: 'smallcode:replace',
  copy: 'smallcode:copy',
  reject: 'smallcode:reject',
  undo: 'smallcode:undo',
  again: 'smallcode:again',
  stop: 'smallcode:stop'
} as const;

export const PLUGIN = 'smallcode-nb:preferences';
export const PANEL = 'smallcode-panel';
