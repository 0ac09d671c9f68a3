import { z } from 'zod';
import { ApprovedBy, CodeDecision } from '../approval';
import type { ModelCheck } from '../model-check';

/** What was decided of an agent's model cell, as the log keeps it. */
export const CodeApproval = z.strictObject({
  decision: CodeDecision,
  by: ApprovedBy,
  /** sha256 of the source that was decided on. */
  source_hash: z.string()
});
export type CodeApproval = z.infer<typeof CodeApproval>;

/** A model cell that breaks no rule of the policy and waits for a person: nothing of it has been executed. */
export interface CodeToApprove {
  readonly run: string;
  /** Number of the attempt. */
  readonly n: number;
  readonly source: string;
  readonly source_hash: string;
  /** What a diff is drawn against: the attempt before, else what the built-in writer would write. */
  readonly base: string;
  readonly explanation: string;
  /** All modules it imports. */
  readonly imports: readonly string[];
  /** Those among them that neither the built-in writer's cell has nor one that was let run by a person in this run. */
  readonly newImports: readonly string[];
  readonly policy: ModelCheck;
  /** The cells stand in the notebook: once it passes its trial it takes the model cell's place and they run again. */
  readonly isMend: boolean;
}

/** Whether the policy was kept without an exception: what runs without a person may be approved by. */
export function isWithinPolicy({ policy }: Pick<CodeToApprove, 'policy'>): boolean {
  return policy.ok && policy.violations.length === 0;
}

/** Whether "always for this notebook" covers it: never a new import, never an exception to the policy. */
export function isCoveredByAlways(code: Pick<CodeToApprove, 'policy' | 'newImports'>): boolean {
  return isWithinPolicy(code) && code.newImports.length === 0;
}
