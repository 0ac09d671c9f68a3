import type { ProposalBrief, ProposalDraft, ReviewsBrief } from '../design/brief';
import type { Slot } from '../design/slots';
import type { CodeBrief, CodeDraft } from '../experiment/code/code-brief';
import { exampleCode } from './example-code';
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

/** What a scripted coder does on its first, second, ... answer; after the last one it writes a cell that passes. */
export type ScriptedCode = CodeDraft | 'idea';

/** What else than the rules' words such a mind says. */
export interface CallingScript {
  /** A stand of every expert in every proposal, in place of the rules' on that slot. */
  readonly free?: { readonly slot: Slot; readonly choice: string };
  readonly code?: readonly ScriptedCode[];
}

/** A scripted coder's answer that gives a cell. */
export function codeDraft(source: string): CodeDraft {
  return { source, explanation: 'A linear map from targets.', faults: 'none', reason: '' };
}

const faultyIdea: CodeDraft = {
  source: '',
  explanation: '',
  faults: 'idea',
  reason: 'The data has no time.'
};

/** By what was asked before, so that a run cut anywhere gets the same answers when it is resumed. */
function answerCode({ attempt }: CodeBrief, code: readonly ScriptedCode[]): CodeDraft {
  const next = code[attempt - 1] ?? codeDraft(exampleCode(null, attempt));
  return next === 'idea' ? faultyIdea : next;
}

function withStand(draft: ProposalDraft, { free }: CallingScript): ProposalDraft {
  if (free === undefined) {
    return draft;
  }
  const { slot, choice } = free;
  const reason = 'No option says it.';
  const stand = { slot, choice, reason, evidence: [], facts: [], turns: [] };
  return { ...draft, stands: [...draft.stands.filter(each => each.slot !== slot), stand] };
}

/** What the rules would say, asked as a language model is: each answer a call, all reviews of a round in one. */
export function callingMind(asked: string[] = [], script: CallingScript = {}): Mind {
  const rules = builtInMind();
  const answerReviews = ({ reviewer, situation, held, round, values }: ReviewsBrief) => ({
    ...(values === undefined ? {} : { values: [] }),
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
  const answerProposal: Mind['answer'] = async (role, brief, schema, signal) => {
    const draft: unknown = await rules.answer(role, brief, schema, signal);
    return schema.parse(withStand(draft as ProposalDraft, script));
  };
  return {
    kind: 'llm',
    answer: rules.answer,
    async call(role, brief, schema, signal) {
      const told = brief as ProposalBrief | ReviewsBrief | AnalysisBrief | CodeBrief;
      if (told.kind === 'code') {
        asked.push(`code/${told.attempt}`);
        const draft = answerCode(told, script.code ?? []);
        return { value: schema.parse(draft), by: 'llm', call: exampleCall };
      }
      if (told.kind === 'analysis') {
        asked.push(`analysis/${role}`);
        return { value: schema.parse(answerAnalysis(told)), by: 'llm', call: exampleCall };
      }
      const { kind, round } = told;
      asked.push(`${round}/${role}/${kind}`);
      const value =
        kind === 'reviews'
          ? schema.parse(answerReviews(told))
          : await answerProposal(role, told, schema, signal);
      return { value, by: 'llm', call: exampleCall };
    }
  };
}
