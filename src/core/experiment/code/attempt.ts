import { z } from 'zod';
import type { MindKind } from '../../design/turns';
import { CallRecord } from '../../minds/call';
import { ModelCheck } from '../model-check';
import { CodeApproval } from './code-approval';
import { CodeDraft, plainSource } from './code-brief';
import { CodeFailure } from './code-failure';

/** One model cell that the coder wrote, and what became of it. */
export interface Attempt {
  /** From 1 over the whole run. */
  readonly n: number;
  readonly by: MindKind;
  readonly source: string;
  readonly explanation: string;
  /** "idea": the coder says that the plan's idea can't be built, and wrote nothing. */
  readonly faults: 'none' | 'idea';
  readonly reason: string;
  /** Null until it was held to the policy, which executes nothing. */
  readonly policy: ModelCheck | null;
  /** Null until a person, or a rule in a person's place, decided whether it may be executed. */
  readonly approved: CodeApproval | null;
  /** Null until it was tried on a slice. */
  readonly check: ModelCheck | null;
  /** Null until its full run ended. */
  readonly ran: Ran | null;
}

/** How the full run of a coder's cell ended: the last fence. */
export const Ran = z.strictObject({ failure: CodeFailure.nullable() });
export type Ran = z.infer<typeof Ran>;

const codeKey = /^code\/(\d+)\/(call|policy|approval|check|run)$/;

/** The attempts after one more step of the log; the same list where the step is none of a coder's. */
export function addToAttempts(
  attempts: readonly Attempt[],
  key: string,
  answer: unknown
): readonly Attempt[] {
  const found = codeKey.exec(key);
  if (found === null) {
    return attempts;
  }
  const n = Number(found[1]);
  const change = (parts: Partial<Attempt>): readonly Attempt[] =>
    attempts.map(attempt => (attempt.n === n ? { ...attempt, ...parts } : attempt));
  switch (found[2]) {
    case 'call': {
      const { by, draft } = CallRecord.parse(answer);
      return [...attempts, newAttempt(n, by, CodeDraft.parse(draft))];
    }
    case 'policy':
      return change({ policy: ModelCheck.parse(answer) });
    case 'check':
      return change({ check: ModelCheck.parse(answer) });
    case 'approval':
      return change({ approved: CodeApproval.parse(answer) });
    default:
      return change({ ran: Ran.parse(answer) });
  }
}

/** An attempt as the coder's answer begins it. */
export function newAttempt(n: number, by: MindKind, draft: CodeDraft): Attempt {
  const { explanation, reason } = draft;
  const source = plainSource(draft);
  // a coder that wrote nothing has said that there is nothing to write
  const faults = source === '' ? 'idea' : draft.faults;
  const nothingYet = { policy: null, approved: null, check: null, ran: null };
  return { n, by, source, explanation, faults, reason, ...nothingYet };
}
