import { z } from 'zod';
import type { RunEvent } from '../core';
import type { PanelMemory } from '../panel/model';

const key = 'always';

/** Run id -> where its log stood when this tab last wrote or read it as its own. */
const Kept = z.record(z.string(), z.string());

/**
 * "Always for this notebook": a person's own rule, kept in this browser tab and never in the notebook, so that no file can
 * bring one along. It holds for runs that this tab began or was asked about, as long as their logs are as it left them,
 * and ends with the tab, with the notebook's closing, or when it is withdrawn.
 */
export class StandingApprovals {
  /** `isAllowed`: whether the administrator lets there be such a rule. */
  constructor(
    private readonly memory: () => PanelMemory,
    private readonly isAllowed: () => boolean
  ) {}

  /** Whether it may be offered. */
  get mayStand(): boolean {
    return this.isAllowed();
  }

  /** Whether it stands, for whichever runs. */
  get stands(): boolean {
    return this.isAllowed() && this.kept() !== null;
  }

  covers(run: string): boolean {
    return this.stands && Object.hasOwn(this.kept() ?? {}, run);
  }

  /** From now on, for this run and those begun here after it. */
  grant(run: string, chain: string): void {
    if (this.isAllowed()) {
      this.keep({ ...this.kept(), [run]: chain });
    }
  }

  withdraw(): void {
    this.memory().write(key, null);
  }

  /** A run that begins here; its log is empty. */
  begun(run: string): void {
    if (this.stands) {
      this.grant(run, '');
    }
  }

  /** What this tab wrote into the log of a run. */
  wrote(run: string, { chain }: Pick<RunEvent, 'chain'>): void {
    if (this.covers(run)) {
      this.grant(run, chain);
    }
  }

  /** A run read from a file: another log than the one this tab left is somebody else's, and is asked about again. */
  opened(run: string, events: readonly RunEvent[]): void {
    const kept = this.kept();
    if (kept !== null && Object.hasOwn(kept, run) && kept[run] !== events.at(-1)?.chain) {
      const { [run]: _other, ...others } = kept;
      this.keep(others);
    }
  }

  private kept(): Readonly<Record<string, string>> | null {
    const text = this.memory().read(key);
    try {
      return text === null ? null : Kept.parse(JSON.parse(text));
    } catch {
      return null;
    }
  }

  private keep(runs: Readonly<Record<string, string>>): void {
    this.memory().write(key, JSON.stringify(runs));
  }
}
