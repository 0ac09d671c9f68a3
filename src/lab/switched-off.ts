import type { Problem } from '../core';
import type { SharedDesk } from './shared-desk';
import type { Capabilities } from './tokens';

/** Does the work where its plugin is on; else says which one is off. */
export function where(capability: keyof Capabilities, desk: SharedDesk, work: () => void): void {
  if (desk.services.capabilities[capability] === null) {
    desk.set({ problem: switchedOff(capability) });
  } else {
    work();
  }
}

/** What a person is told where an administrator, or they themselves, switched a plugin off. */
export function switchedOff(capability: keyof Capabilities): Problem {
  const plugin = `jupyterlab-cellforge:${capability}`;
  return {
    code: `plugin/${capability}-off`,
    message: 'This part of CellForge is switched off here',
    expected: `the plugin ${plugin}, switched on`,
    found: 'switched off by an administrator or in the plugin manager',
    remedy: 'Switch it on in Settings, Plugin Manager, or ask who runs this server.'
  };
}
