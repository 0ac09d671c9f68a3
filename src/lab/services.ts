import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Contents, ServerConnection, Session } from '@jupyterlab/services';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';

import type { Clock } from '../core';
import type { ServerLimits } from './server-limits';
import type { Capabilities } from './tokens';

/** What every part of lab shares: one place to replace in a test. */
export interface LabServices {
  readonly contents: Contents.IManager;
  readonly sessions: Session.IManager;
  readonly serverSettings: ServerConnection.ISettings;
  readonly trans: IRenderMime.TranslationBundle;
  readonly clock: Clock;
  readonly hash: (text: string) => string;
  /** What JupyterLab calls the person; empty where it does not say. */
  readonly user: () => string;
  /** Long enough for what another page wrote at the same moment to stand on disk. */
  readonly settle: () => Promise<void>;
  readonly capabilities: Capabilities;
  /** Asked once, when the panel is first shown. */
  readonly limits: Promise<ServerLimits>;
}

/** crypto.subtle is missing on hubs without https, hence a library. */
export function hash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** The server's answer to a write takes less, but where it is out of reach. */
export const settle = () => new Promise<void>(resolve => window.setTimeout(resolve, 300));

/** The wall clock. */
export const clock: Clock = { now: () => new Date().toISOString() };
