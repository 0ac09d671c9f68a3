import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { design, inspect, record, run } from './capabilities';
import { cells } from './cells';
import { panelPlugin } from './panel';
import type { DrawPanel } from './panel';

/** Every plugin, one a capability: each can be switched off by itself. */
export function plugins(draw: DrawPanel): JupyterFrontEndPlugin<unknown>[] {
  return [inspect, design, run, record, cells, panelPlugin(draw)];
}
