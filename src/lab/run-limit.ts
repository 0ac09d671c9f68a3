import type { LiveRun } from './live-run';
import type { LabServices } from './services';

const MINUTE_MS = 60_000;

/** The greatest minutes of a run: counted from when its cells run, not while it is argued about or waits. */
export class RunLimit {
  private timer: number | null = null;
  private run: LiveRun | null = null;

  constructor(private readonly services: Pick<LabServices, 'capabilities' | 'limits'>) {}

  /** Begins to count, unless it counts already. */
  async ensure(live: LiveRun): Promise<void> {
    if (this.run === live) {
      return;
    }
    this.end();
    this.run = live;
    const minutes = await this.minutes(live);
    if (minutes !== null && this.run === live) {
      this.timer = window.setTimeout(() => live.stop('budget'), minutes * MINUTE_MS);
    }
  }

  end(): void {
    window.clearTimeout(this.timer ?? undefined);
    this.timer = null;
    this.run = null;
  }

  /** The lowest of what the analyst, the settings and the administrator allow; null: no limit. */
  private async minutes({ request }: LiveRun): Promise<number | null> {
    const { capabilities, limits } = this.services;
    const asked = request.constraints.find(each => each.key === 'minutes')?.value;
    const allowed = [
      capabilities.run?.minutes(),
      (await limits).greatestMinutes ?? undefined,
      asked === undefined ? undefined : Number(asked)
    ].filter((minutes): minutes is number => minutes !== undefined && minutes > 0);
    return allowed.length === 0 ? null : Math.min(...allowed);
  }
}
