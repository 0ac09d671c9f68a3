import type { Situation } from '../core';
import type { Message } from './prompts/message';
import { promptFor } from './prompts/table';

/** What would be sent, before anything is. */
export interface Estimate {
  readonly bytes: number;
  /** About: English prose and ids have near four bytes a token. */
  readonly tokens: number;
}

/** A design of some rounds: what all prompts take, and the answers to them. */
export interface DesignEstimate extends Estimate {
  readonly calls: number;
  readonly answerTokens: number;
}

const bytesPerToken = 4;
/** Five analysts, librarian and coder, whatever the number of rounds. */
const callsOnce = 7;
/** Proposals and reviews of four experts, and the critic's. */
const callsPerRound = 9;
/** What a later prompt adds to the shared beginning, on average over the debates that were measured. */
const materialBytes = 2600;
const tokensOfAnAnswer = 600;
/** Rounds that a debate usually takes. */
export const usualRounds = 5;

const estimate = (bytes: number): Estimate => ({ bytes, tokens: Math.ceil(bytes / bytesPerToken) });

/** Of some messages, as they are sent. */
export const sizeOf = (messages: readonly Message[]): Estimate =>
  estimate(new TextEncoder().encode(JSON.stringify(messages)).length);

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
  return sizeOf(promptFor('data', brief) ?? []);
}

/** About that much for so many rounds, when everybody speaks in each, by the size of the first prompt. */
export function wholeDesign(first: Pick<Estimate, 'bytes'>, rounds: number): DesignEstimate {
  const calls = callsOnce + callsPerRound * rounds;
  const prompts = estimate(calls * (first.bytes + materialBytes));
  return { calls, ...prompts, answerTokens: calls * tokensOfAnAnswer };
}
