import { Poll } from '@lumino/polling';

import type { Writer } from '../core';
import type { LabStore } from './store';

interface RunWatchOptions {
  /** Who writes the run now; null: it is watched no more. */
  readonly onWriter: (writer: Writer | null) => void;
  /** Whoever wrote it has ended, or gives no sign any more. */
  readonly onFree: () => void;
}

/** Watches a run that somebody else writes, until nobody does: who they are, and the log as it grows. */
export class RunWatch {
  private poll: Poll | null = null;
  private store: LabStore | null = null;

  constructor(private readonly options: RunWatchOptions) {}

  get isWatching(): boolean {
    return this.poll !== null;
  }

  /** Watches where somebody else writes; false: nobody does, or another run was asked about by then. */
  async begin(store: LabStore): Promise<boolean> {
    this.end();
    this.store = store;
    const writer = await store.other();
    if (writer === null || this.store !== store) {
      return false;
    }
    this.poll ??= new Poll({
      name: 'jupyterlab-cellforge:watch',
      frequency: { interval: 3000, backoff: 2, max: 30_000 },
      standby: 'when-hidden',
      factory: () => this.look(store)
    });
    this.options.onWriter(writer);
    return true;
  }

  end(): void {
    const { isWatching } = this;
    this.dispose();
    if (isWatching) {
      this.options.onWriter(null);
    }
  }

  /** Ends it and says nothing. */
  dispose(): void {
    this.store = null;
    this.poll?.dispose();
    this.poll = null;
  }

  private async look(store: LabStore): Promise<void> {
    const writer = await store.other();
    await store.readAgain();
    if (this.store !== store) {
      return;
    }
    if (writer === null) {
      this.end();
      this.options.onFree();
    } else {
      this.options.onWriter(writer);
    }
  }
}
