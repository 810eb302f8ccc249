import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Clipboard, Dialog, showDialog } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IPreferences, ITools } from '../tokens.js';
import { offline } from '../widgets/sanitizer.js';

const DOMAIN = 'smallcode_nb';

export const tools: JupyterFrontEndPlugin<ITools> = {
  id: 'smallcode-nb:tools',
  description: 'The services that the parts of the smallcode panel share.',
  autoStart: true,
  provides: ITools,
  optional: [ITranslator, IEditorLanguageRegistry],
  requires: [IRenderMimeRegistry, IPreferences],
  activate: (
    _: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    preferences: IPreferences,
    translator: ITranslator | null,
    languages: IEditorLanguageRegistry | null
  ): ITools => ({
    trans: (translator ?? nullTranslator).load(DOMAIN),
    rendermime: offline(rendermime),
    highlight: async (code, host) => {
      const python = languages?.findByName('python');
      if (languages && python) {
        await languages.highlight(code, python, host);
      }
    },
    copy: text => Clipboard.copyToSystem(text),
    confirm: async ({ title, body, accept }) => {
      const buttons = [Dialog.cancelButton(), Dialog.warnButton({ label: accept })];
      const { button } = await showDialog({ title, body, buttons, defaultButton: 0 });
      return button.accept;
    },
    sendOnEnter: () => preferences.sendOnEnter
  })
};
