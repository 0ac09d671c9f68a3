import { Throttler } from '@lumino/polling';

import { eventLines, parseEventLines } from '../core';
import type { RunEvent, Store } from '../core';
import type { RunFolder } from './run-folder';

const FILE = 'events.jsonl';

/**
 * One run's log in its run folder.
 *
 * The contents service can only write whole files, so events are gathered for at most a second; a crash loses that second,
 * which resuming does again.
 */
export class LabStore implements Store {
  private events: RunEvent[] | null = null;
  private isDirty = false;
  private readonly soon = new Throttler(() => this.write(), { limit: 1000, edge: 'trailing' });

  constructor(
    private readonly folder: RunFolder,
    private readonly onEvent: (event: RunEvent) => void
  ) {}

  async read(): Promise<readonly RunEvent[]> {
    this.events ??= [...parseEventLines((await this.folder.read(FILE)) ?? '')];
    return this.events;
  }

  async append(event: RunEvent): Promise<void> {
    await this.read();
    this.events?.push(event);
    this.isDirty = true;
    this.onEvent(event);
    // a write that fails is tried again by the next event, and at the latest by `flush`
    void this.soon.invoke().catch(() => undefined);
  }

  /** Writes what waits; called when a phase ends and before the page goes. */
  async flush(): Promise<void> {
    if (this.isDirty) {
      await this.write();
    }
  }

  dispose(): void {
    this.soon.dispose();
  }

  private async write(): Promise<void> {
    this.isDirty = false;
    try {
      await this.folder.write(FILE, eventLines(this.events ?? []));
    } catch (error) {
      this.isDirty = true;
      throw error;
    }
  }
}
