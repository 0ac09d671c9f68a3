import { Throttler } from '@lumino/polling';

import { eventLines, readLines } from '../core';
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
  private known: RunEvent[] | null = null;
  private isDirty = false;
  private writing: Promise<void> = Promise.resolve();
  private readonly soon = new Throttler(() => this.write(), { limit: 1000, edge: 'trailing' });

  constructor(
    private readonly folder: RunFolder,
    private readonly hash: (text: string) => string,
    private readonly onEvent: (event: RunEvent) => void
  ) {}

  /** What is known of the log without asking the server. */
  get events(): readonly RunEvent[] {
    return this.known ?? [];
  }

  /** Begins with events read elsewhere, such as from the notebook's record. */
  begin(events: readonly RunEvent[]): void {
    this.known = [...events];
    this.isDirty = true;
  }

  async read(): Promise<readonly RunEvent[]> {
    this.known ??= [...readLines((await this.folder.read(FILE)) ?? '', this.hash)];
    return this.known;
  }

  async append(event: RunEvent): Promise<void> {
    await this.read();
    this.known?.push(event);
    this.isDirty = true;
    this.onEvent(event);
    if (!this.soon.isDisposed) {
      // a write that fails is tried again by the next event, and at the latest by `flush`
      void this.soon.invoke().catch(() => undefined);
    }
  }

  /** Settles when all that is known is on disk; called when a run stops working. */
  flush(): Promise<void> {
    return this.write();
  }

  /** Writes no more by itself: what comes afterwards waits for `flush`. */
  dispose(): void {
    this.soon.dispose();
  }

  /** One write at a time, in order: of two under way the server may finish the older one last. */
  private write(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.writeNow());
    return this.writing;
  }

  private async writeNow(): Promise<void> {
    if (!this.isDirty) {
      return;
    }
    this.isDirty = false;
    try {
      await this.folder.write(FILE, eventLines(this.events));
    } catch (error) {
      this.isDirty = true;
      throw error;
    }
  }
}
