import type { ProposalBrief, ReviewsBrief } from '../design/brief';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { concernsOf } from '../minds/built-in/concerns';
import { roleOf } from '../minds/built-in/roles';
import type { Call } from '../minds/call';
import type { Mind } from '../ports';
import type { AnalysisBrief } from '../task/analysts';

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

/** One claim that cites a fact, and one that cites nothing. */
function answerAnalysis({ role, facts }: AnalysisBrief) {
  return {
    claims: [
      { text: facts[0].text, facts: [facts[0].id], evidence: [] },
      { text: 'A claim that rests on nothing.', facts: ['no-such-fact'], evidence: [] }
    ],
    ask: role === 'dataset-analyst' ? [{ question: 'depth-ratio', column: '' }] : [],
    search:
      role === 'problem-investigator' ? [{ words: 'gene pairs', why: 'how pairs add up' }] : []
  };
}

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
      const told = brief as ProposalBrief | ReviewsBrief | AnalysisBrief;
      if (told.kind === 'analysis') {
        asked.push(`analysis/${role}`);
        return { value: schema.parse(answerAnalysis(told)), by: 'llm', call: exampleCall };
      }
      const { kind, round } = told;
      asked.push(`${round}/${role}/${kind}`);
      const value =
        kind === 'reviews'
          ? schema.parse(answerReviews(told))
          : await rules.answer(role, brief, schema, signal);
      return { value, by: 'llm', call: exampleCall };
    }
  };
}
