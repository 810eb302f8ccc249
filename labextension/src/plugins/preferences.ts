import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import type { Flags } from '../protocol/fromPage.js';
import { IPreferences, PLUGIN } from '../tokens.js';

/** Lab's settings as values, read when they are needed; the schema's defaults hold until they are there. */
class Preferences implements IPreferences {
  settings: ISettingRegistry.ISettings | null = null;

  get flags(): Flags {
    const [n, max_seconds] = [this._number('candidates', 0), this._number('maxSeconds', 0)];
    return { ...(n > 0 && { n }), ...(max_seconds > 0 && { max_seconds }) };
  }

  get sendOnEnter(): boolean {
    return this._read('sendWith', 'Enter') === 'Enter';
  }

  get notifyAfterSeconds(): number {
    return this._number('notifyAfterSeconds', 8);
  }

  get buttonOnErrors(): boolean {
    return this._read('buttonOnErrors', true) === true;
  }

  get statusSeconds(): number {
    return this._number('statusSeconds', 10);
  }

  private _number(name: string, fallback: number): number {
    const value = this._read(name, fallback);
    return typeof value === 'number' ? value : fallback;
  }

  private _read(name: string, fallback: unknown): unknown {
    return this.settings?.composite[name] ?? fallback;
  }
}

export const preferences: JupyterFrontEndPlugin<IPreferences> = {
  id: PLUGIN,
  description: 'What the user has set for smallcode, its shortcuts, menus and toolbar items.',
  autoStart: true,
  provides: IPreferences,
  optional: [ISettingRegistry],
  activate: (_: JupyterFrontEnd, registry: ISettingRegistry | null): IPreferences => {
    const values = new Preferences();
    void registry?.load(PLUGIN).then(settings => {
      values.settings = settings;
    });
    return values;
  }
};
