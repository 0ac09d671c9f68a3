import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { CellForgeOutput } from './cellforge-output';

/** Below image/png (90), so that the drawn result is preferred where the extension is installed. */
const rank = 40;

const extension = (kind: 'result' | 'progress', description: string): IRenderMime.IExtension => ({
  id: `jupyterlab-cellforge:${kind}-renderer`,
  description,
  rank,
  dataType: 'json',
  rendererFactory: {
    // data is shown as text and marks only, so untrusted notebooks may show it too
    safe: true,
    mimeTypes: [`application/vnd.cellforge.${kind}.v1+json`],
    createRenderer: options => new CellForgeOutput(kind, options)
  }
});

/** The MIME renderers that JupyterLab loads with the extension. */
const renderers: IRenderMime.IExtension[] = [
  extension('result', 'Shows the result of a CellForge run: verdict, picture, table.'),
  extension('progress', 'Shows how far the training of a CellForge run is.')
];

export default renderers;
