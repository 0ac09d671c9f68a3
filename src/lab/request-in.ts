import { RunRequest, steps } from '../core';
import type { RunEvent } from '../core';

/** What a run asked for, from its own log; null where the log ends before that. */
export function requestIn(events: readonly RunEvent[]): RunRequest | null {
  const found = events.find(event => event.type === 'step-done' && event.key === steps.request);
  return found?.type === 'step-done' ? RunRequest.parse(found.answer) : null;
}
