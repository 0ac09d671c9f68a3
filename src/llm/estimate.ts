import type { Situation } from '../core';
import { promptFor } from './prompts/table';

/** What would be sent, before anything is. */
export interface Estimate {
  readonly bytes: number;
  /** About: English prose and ids have near four bytes a token. */
  readonly tokens: number;
}

const bytesPerToken = 4;
/** Proposals and reviews of four experts, and the critic's. */
const callsPerRound = 9;
/** What a round adds to the shared beginning, on average over the debates that were measured. */
const materialBytes = 2600;

const estimate = (bytes: number): Estimate => ({ bytes, tokens: Math.ceil(bytes / bytesPerToken) });

/** The first prompt of the debate about a situation. */
export function firstRequest(situation: Situation): Estimate {
  const brief = {
    kind: 'proposal',
    expert: 'data',
    round: 1,
    situation,
    previous: null,
    reviews: [],
    comments: []
  };
  const messages = promptFor('data', brief) ?? [];
  return estimate(new TextEncoder().encode(JSON.stringify(messages)).length);
}

/** At most that much in a design of so many rounds, when everybody speaks in each. */
export function wholeDesign(
  situation: Situation,
  rounds: number
): Estimate & { readonly calls: number } {
  const calls = callsPerRound * rounds;
  return { calls, ...estimate(calls * (firstRequest(situation).bytes + materialBytes)) };
}
