/** What every part of the panel is handed: Lab's services, by their interfaces. */
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';

export interface ITools {
  readonly trans: TranslationBundle;
  /** Renders untrusted outputs; see `sanitizer.ts`. */
  readonly rendermime: IRenderMimeRegistry;
  /** Fill `host` with `code` in the colours of Lab's editor; text nodes only. */
  readonly highlight: (code: string, host: HTMLElement) => Promise<void>;
  readonly copy: (text: string) => void;
  /** Ask before something that cannot be taken back; `accept` is what the button says. */
  readonly confirm: (question: { title: string; body: string; accept: string }) => Promise<boolean>;
  readonly sendOnEnter: () => boolean;
}
