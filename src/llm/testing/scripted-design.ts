import type { Mind, ProposalDraft } from '../../core';
import { callingMind } from '../../core/testing/calling-mind';
import type { Received } from './scripted-endpoint';

/**
 * A mind in front of another that knows what was asked last, so that a scripted endpoint, which sees only the prompt, can
 * answer as the built-in experts would: tests of the way to a model, not of a model.
 */
export interface Oracle {
  /** Asks `mind`, and remembers what. */
  over(mind: Mind): Mind;
  /** What the endpoint answers to the question under way. */
  readonly answer: (received: Received) => unknown;
  /** Roles and rounds in the order in which they were asked. */
  readonly asked: readonly string[];
}

/** `isRestless`: the data expert changes its mind in every round, so that no debate ends before its last. */
export function oracle(isRestless = false): Oracle {
  const rules = callingMind();
  const asked: string[] = [];
  let said: unknown = null;
  return {
    asked,
    answer: () => said,
    over: mind => ({
      ...mind,
      async call(role, brief, schema, signal) {
        const { kind, round } = brief as { kind: string; round: number };
        asked.push(`${round}/${role}/${kind}`);
        const value = (await rules.call!(role, brief, schema, signal)).value;
        said = isRestless && role === 'data' && kind === 'proposal' ? turned(value, round) : value;
        return mind.call!(role, brief, schema, signal);
      }
    })
  };
}

function turned(proposal: unknown, round: number): unknown {
  const { stands, ...rest } = proposal as ProposalDraft;
  const choices: Readonly<Record<string, string>> = {
    response: round % 2 === 0 ? 'profile' : 'delta',
    // what others hold a hard concern against
    regularisation: 'weight-decay'
  };
  return {
    ...rest,
    stands: stands.map(stand => ({ ...stand, choice: choices[stand.slot] ?? stand.choice }))
  };
}
