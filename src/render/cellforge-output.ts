import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import type { Drawn } from './draw';

/** What takes plain keys for itself; of text boxes JupyterLab knows that. */
const TAKES_KEYS = 'select, input[type="radio"], input[type="checkbox"], pre, .cf-Scroll';

/**
 * Plain keys stay with the list, choice or table that has the focus: JupyterLab, which hears them first, would move the
 * notebook's cursor by an arrow, and cut the cell for the x of a name that is typed in a list.
 */
function keepKeys({ target }: FocusEvent): void {
  if (target instanceof Element && target.matches(TAKES_KEYS)) {
    target.setAttribute('data-lm-suppress-shortcuts', 'true');
  }
}

/** A result or its progress in a cell's output: almost free until there is something to draw; updates patch what stands. */
export class CellForgeOutput extends Widget implements IRenderMime.IRenderer {
  private readonly mimeType: string;
  private readonly translator: IRenderMime.ITranslator | undefined;
  private drawn: Drawn | null = null;

  constructor(
    private readonly kind: 'result' | 'progress',
    options: IRenderMime.IRendererOptions
  ) {
    super();
    this.mimeType = options.mimeType;
    this.translator = options.translator;
    this.addClass('cf-root');
    this.addClass('cf-Output');
    this.node.addEventListener('focusin', keepKeys);
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const { drawInto } = await import('./draw');
    if (this.isDisposed) {
      return;
    }
    this.drawn ??= drawInto(this.node, this.translator);
    this.drawn.show(this.kind, model.data[this.mimeType]);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.drawn?.end();
    this.drawn = null;
    super.dispose();
  }
}
