import type { ProposalBrief, ReviewsBrief } from '../design/brief';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { concernsOf } from '../minds/built-in/concerns';
import { roleOf } from '../minds/built-in/roles';
import type { Call } from '../minds/call';
import type { Mind } from '../ports';

/** A call as a test's endpoint would count it. */
export const exampleCall: Call = {
  model: 'scripted-1',
  prompt: '0'.repeat(64),
  prompt_tokens: 1000,
  cached_tokens: 800,
  completion_tokens: 100,
  reserved_tokens: 5000,
  requests: 1,
  mode: 'json-schema',
  note: ''
};

/** What the rules would say, asked as a language model is: each answer a call, all reviews of a round in one. */
export function callingMind(asked: string[] = []): Mind {
  const rules = builtInMind();
  const answerReviews = ({ reviewer, situation, held, round }: ReviewsBrief) => ({
    withdraw: [],
    raise:
      round > 1 || held.length > 0
        ? []
        : concernsOf(roleOf(reviewer)!, situation)
            .filter(concern => concern.wants.length > 0)
            .map(({ slot, hard, wants, text, facts, evidence }) => ({
              slot,
              hard,
              wants,
              text,
              facts,
              evidence
            })),
    remarks: []
  });
  return {
    kind: 'llm',
    answer: rules.answer,
    async call(role, brief, schema, signal) {
      const { kind, round } = brief as ProposalBrief | ReviewsBrief;
      asked.push(`${round}/${role}/${kind}`);
      const value =
        kind === 'reviews'
          ? schema.parse(answerReviews(brief as ReviewsBrief))
          : await rules.answer(role, brief, schema, signal);
      return { value, by: 'llm', call: exampleCall };
    }
  };
}
