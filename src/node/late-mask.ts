import type { PrivateNames } from '../core';
import type { Mask } from '../llm';

/** The mask over what a command sends: its experts are chosen before there is a kernel that knows the names. */
export class LateMask {
  private names: ((signal: AbortSignal) => Promise<readonly PrivateNames[]>) | null = null;
  private known: Mask | null = null;

  /** Where the names come from, once there is a kernel. */
  from(names: (signal: AbortSignal) => Promise<readonly PrivateNames[]>): void {
    this.names = names;
  }

  /** @throws where the names can't be had: nothing is sent then. */
  readonly mask = async (signal: AbortSignal): Promise<Mask> => {
    if (this.known === null) {
      if (this.names === null) {
        throw new Error('The names to mask were asked for before the kernel was started.');
      }
      const { maskOf } = await import('../llm');
      this.known = maskOf(await this.names(signal));
    }
    return this.known;
  };
}
