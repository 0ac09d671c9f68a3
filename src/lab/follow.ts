import { Poll } from '@lumino/polling';

import type { Progress } from '../core';
import type { LabNotebook } from './notebook';

/** Reads a run's status.json at most twice a second, and only between `start` and `stop`. */
export class RunFollower {
  private poll: Poll<Progress | null> | null = null;
  private last: Progress | null = null;
  private run = '';

  constructor(
    private readonly notebook: LabNotebook,
    private readonly onProgress: (progress: Progress | null) => void
  ) {}

  /** The last progress read. */
  get progress(): Progress | null {
    return this.last;
  }

  /** Takes no progress for news that was shown already. */
  passOver(shown: Progress | null): void {
    this.last = shown;
  }

  /** Follows the run unless it is followed already. */
  ensure(run: string): void {
    if (this.poll === null || this.run !== run) {
      this.start(run);
    }
  }

  start(run: string): void {
    this.stop();
    this.run = run;
    this.poll = new Poll<Progress | null>({
      name: 'jupyterlab-cellforge:follow',
      frequency: { interval: 500, backoff: 2, max: 4000 },
      standby: 'never',
      factory: async () => {
        const progress = await this.notebook.progress(run);
        if (progress !== null && progress.updated !== this.last?.updated) {
          this.last = progress;
          this.onProgress(progress);
        }
        return progress;
      }
    });
  }

  stop(): void {
    this.poll?.dispose();
    this.poll = null;
  }

  dispose(): void {
    this.stop();
  }
}
