import { steps } from '../steps';
import { CallRecord } from '../minds/call';
import { Decision } from '../request';
import type { RunEvent } from '../events';
import { answersIn } from '../log';
import type { Recorded } from '../ports';

const told: readonly string[] = [steps.asked, steps.sources, steps.evidence, steps.debateExperts];
const literature = /^analyse\/literature\//;
const call = /\/call$/;
const comments = /^round-\d+\/comments$/;
const decision = /^plan\/\d+\/decision$/;

/**
 * What an earlier run was told by others, for a run that holds its debate again over the same data: calls of agents,
 * numbers they asked for, literature, the analyst's words and changes. What is measured, tried, approved and run is new,
 * and a call taken from here cost nothing.
 */
export function recordedAnswers(events: readonly RunEvent[]): Recorded {
  const answers = answersIn(events);
  return {
    answer(key) {
      const answer = answers.get(key)?.answer;
      return answer === undefined ? undefined : taken(key, answer);
    },
    has: key => answers.has(key)
  };
}

function taken(key: string, answer: unknown): unknown {
  if (literature.test(key)) {
    return answer;
  }
  if (call.test(key)) {
    return costless(CallRecord.parse(answer));
  }
  if (decision.test(key)) {
    const decided = Decision.parse(answer);
    // whether cells are inserted and run is for whoever sits here now
    return decided.decision === 'send-back' || decided.decision === 'change' ? decided : undefined;
  }
  return told.includes(key) || comments.test(key) ? answer : undefined;
}

function costless({ call: before, by, ...rest }: CallRecord): CallRecord {
  return {
    ...rest,
    by: by === 'built-in' ? by : 'replay',
    call: {
      ...before,
      prompt_tokens: 0,
      cached_tokens: 0,
      completion_tokens: 0,
      reserved_tokens: 0,
      requests: 0,
      mode: 'record'
    }
  };
}
