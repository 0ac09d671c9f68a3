import type { LlmState } from '../panel/model-llm';
import type { LiveRun } from './live-run';

/** What of a run's language models waits for the analyst; nothing where no run is live. */
export function whatWaits(live: LiveRun | null): Pick<LlmState, 'consent' | 'knowledge' | 'code'> {
  const code = live?.analyst.waitingCode ?? null;
  return {
    consent: live?.analyst.waitingOffer ?? null,
    knowledge: live?.analyst.tables.asked ?? null,
    code: code === null ? null : { code, mayAlways: live?.analyst.mayAlways ?? false }
  };
}
