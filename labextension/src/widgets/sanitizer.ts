/**
 * Outputs of code that nobody has read yet: Lab's sanitiser, and nothing that reaches out of the page.
 *
 * A picture or a style with an address would tell its server that the page was opened, and what was in it.
 */
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

const REACHING = [
  'src',
  'srcset',
  'href',
  'xlink:href',
  'background',
  'poster',
  'action',
  'formaction',
  'ping'
];

/** `inner`'s result without addresses other than data: and fragments. */
export class OfflineSanitizer implements IRenderMime.ISanitizer {
  /** Outputs may neither name themselves into the page nor run Lab's commands. */
  readonly allowNamedProperties = false;
  readonly allowCommandLinker = false;

  constructor(private readonly _inner: IRenderMime.ISanitizer) {}

  /** No address in a text becomes a link. */
  getAutolink(): boolean {
    return false;
  }

  sanitize(dirty: string, options?: IRenderMime.ISanitizerOptions): string {
    const page = new DOMParser().parseFromString(this._inner.sanitize(dirty, options), 'text/html');
    page.querySelectorAll('style, link, iframe, object, embed, form').forEach(element => element.remove());
    page.body.querySelectorAll('*').forEach(cut);
    return page.body.innerHTML;
  }
}

/** A registry that renders as Lab does, for outputs that are not trusted. */
export function offline(rendermime: IRenderMimeRegistry): IRenderMimeRegistry {
  return rendermime.clone({ sanitizer: new OfflineSanitizer(rendermime.sanitizer) });
}

function cut(element: Element): void {
  for (const name of element.getAttributeNames().filter(one => one.startsWith('data-'))) {
    element.removeAttribute(name);
  }
  for (const name of REACHING) {
    const value = element.getAttribute(name)?.trim();
    if (value !== undefined && !/^(data:image\/(png|jpeg|gif|webp)|#)/i.test(value)) {
      element.removeAttribute(name);
    }
  }
  if (/url\s*\(|image-set|@import/i.test(element.getAttribute('style') ?? '')) {
    element.removeAttribute('style');
  }
}
