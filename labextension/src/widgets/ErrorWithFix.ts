/** An error output as Lab draws it, and a button under it that asks for a fix. */
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Panel, Widget } from '@lumino/widgets';

const TRACEBACK = 'application/vnd.jupyter.stderr';

export interface IFixButton {
  label: string;
  fix: (node: Element) => void;
}

export class ErrorWithFix extends Panel implements IRenderMime.IRenderer {
  constructor(rendermime: IRenderMimeRegistry, button: IFixButton | null) {
    super();
    this.addClass('smallcode-ErrorWithFix');
    this._traceback = rendermime.createRenderer(TRACEBACK);
    this.addWidget(this._traceback);
    if (button) {
      this._button = fixButton(button);
      this.addWidget(this._button);
    }
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    await this._traceback.renderModel(model);
  }

  /** Outside a notebook's cell there is nothing to fix. */
  protected override onAfterAttach(): void {
    this._button?.setHidden(this.node.closest('.jp-Notebook .jp-CodeCell') === null);
  }

  private readonly _traceback: IRenderMime.IRenderer;
  private readonly _button: Widget | null = null;
}

function fixButton({ label, fix }: IFixButton): Widget {
  const node = document.createElement('button');
  node.className = 'jp-mod-styled jp-mod-reject smallcode-Small';
  node.textContent = label;
  node.addEventListener('click', () => fix(node));
  const widget = new Widget();
  widget.addClass('smallcode-FixButton');
  widget.node.appendChild(node);
  return widget;
}
