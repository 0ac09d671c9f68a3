import { PageConfig } from '@jupyterlab/coreutils';

import type { scrubber } from '../core';

/** What this page knows and no log may hold; `secrets` are keys typed in it. */
export function knownPrivate(secrets: readonly string[]): Parameters<typeof scrubber>[0] {
  return {
    folders: [PageConfig.getOption('serverRoot')],
    // a page knows no user of the machine; on a hub, whose names often are those, it knows the hub's
    user: PageConfig.getOption('hubUser'),
    host: window.location.hostname,
    secrets: [PageConfig.getToken(), ...secrets]
  };
}
