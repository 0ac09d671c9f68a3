import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import type { Drawn } from './draw';

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
