import type { PanelState } from '../panel/model';
import type { LiveRun } from './live-run';

/**
 * What of a run waits for the analyst, as the panel's state; nothing where no run is live.
 *
 * @param always - whether "always for this notebook" stands
 */
export function whatWaits(
  live: LiveRun | null,
  before: PanelState,
  always: boolean
): Pick<PanelState, 'approvals' | 'llm'> {
  const run = live?.analyst.waitingRun ?? null;
  const code = live?.analyst.waitingCode ?? null;
  const mayAlways = live?.analyst.mayAlways ?? false;
  return {
    approvals: { run: run === null ? null : { asked: run, mayAlways }, always },
    llm: {
      ...before.llm,
      consent: live?.analyst.waitingOffer ?? null,
      knowledge: live?.analyst.tables.asked ?? null,
      code: code === null ? null : { code, mayAlways }
    }
  };
}
