import type { Spent } from '../view';
import type { Call, CallRecord } from './call';

export const nothingSpent: Spent = {
  calls: 0,
  requests: 0,
  prompt_tokens: 0,
  cached_tokens: 0,
  completion_tokens: 0,
  untold_tokens: 0,
  models: [],
  fallbacks: 0
};

/** The cost after one more call. Where the endpoint told no usage, what was reserved for the call stands. */
export function spend(before: Spent, { call, by }: Pick<CallRecord, 'call' | 'by'>): Spent {
  if (call.mode === 'record') {
    return before;
  }
  const isTold = call.prompt_tokens !== null && call.completion_tokens !== null;
  return {
    calls: before.calls + 1,
    requests: before.requests + call.requests,
    prompt_tokens: before.prompt_tokens + (call.prompt_tokens ?? 0),
    cached_tokens: before.cached_tokens + (call.cached_tokens ?? 0),
    completion_tokens: before.completion_tokens + (call.completion_tokens ?? 0),
    untold_tokens: before.untold_tokens + (isTold ? 0 : call.reserved_tokens),
    models: before.models.includes(call.model) ? before.models : [...before.models, call.model],
    fallbacks: before.fallbacks + (by === 'built-in' ? 1 : 0)
  };
}

/** The cost after a call that gave no answer. */
export function spendInVain(before: Spent, call: Call): Spent {
  return spend(before, { call, by: 'llm' });
}

/** Everything a budget in tokens counts: calls whose usage was not told by their upper bound. */
export function tokensIn(spent: Spent): number {
  return spent.prompt_tokens + spent.completion_tokens + spent.untold_tokens;
}
