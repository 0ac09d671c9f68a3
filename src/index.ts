import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

/** One plugin a capability, so that each can be switched off. */
const plugins: JupyterFrontEndPlugin<unknown>[] = [];

export default plugins;
