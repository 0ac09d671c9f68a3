import { z } from 'zod';
import type { ModelCheck } from '../model-check';

/** Whether an agent's model cell may run. */
export const CodeDecision = z.enum(['run', 'refuse']);
export type CodeDecision = z.infer<typeof CodeDecision>;

/** A model cell that passed the fences and waits for a person. */
export interface CodeToApprove {
  readonly run: string;
  /** Number of the attempt. */
  readonly n: number;
  readonly source: string;
  /** What a diff is drawn against: the attempt before, else what the built-in writer would write. */
  readonly base: string;
  readonly explanation: string;
  /** All modules it imports. */
  readonly imports: readonly string[];
  /** Those among them that the built-in writer would not import. */
  readonly newImports: readonly string[];
  readonly check: ModelCheck;
}

/** Whether every fence was passed without an exception: what runs without a person may be approved by. */
export function isWithinPolicy({ check }: Pick<CodeToApprove, 'check'>): boolean {
  return check.ok && check.violations.length === 0;
}

/** Whether "always for this notebook" covers it: never a new import, never an exception to the policy. */
export function isCoveredByAlways(code: Pick<CodeToApprove, 'check' | 'newImports'>): boolean {
  return isWithinPolicy(code) && code.newImports.length === 0;
}
