import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

/** The MIME renderers that JupyterLab loads with the extension. */
const renderers: IRenderMime.IExtension[] = [];

export default renderers;
