import { z } from 'zod';
import type { CellName } from './planned-cell';

/** Who let something run: a person asked just for it, that person's standing rule, or a command that nobody sits at. */
export const ApprovedBy = z.enum(['analyst', 'always', 'headless', 'unchanged']);
export type ApprovedBy = z.infer<typeof ApprovedBy>;

export const CodeDecision = z.enum(['run', 'refuse']);
export type CodeDecision = z.infer<typeof CodeDecision>;

/** An analyst's word on something that would run. */
export interface ApprovalAnswer {
  readonly decision: CodeDecision;
  readonly by: ApprovedBy;
  /** A person decided it just now: it is told again even where the log tells the same of before. */
  readonly isNew?: boolean;
}

/** Why the cells are to run. */
export const RunReason = z.enum([
  'first-run',
  /** They failed, were stopped, or the page was closed before they ended. */
  'run-again',
  /** The coder mended the model cell after a failure. */
  'mended-code',
  /** The worker died; the same cells once more. */
  'machine-failed',
  /** The log says that this code was let run, but nobody here did. */
  'approved-elsewhere'
]);
export type RunReason = z.infer<typeof RunReason>;

/** What is approved each time cells start, as the log keeps it. */
export const RunApproval = z.strictObject({
  /** The inserted cells, or an agent's code on a tiny slice. */
  what: z.enum(['cells', 'trial']),
  reason: RunReason,
  decision: CodeDecision,
  by: ApprovedBy,
  /** sha256 of the code's source; of cells, of the JSON list of their sources. */
  source_hash: z.string()
});
export type RunApproval = z.infer<typeof RunApproval>;

/** Cells that are about to run. */
export interface RunToApprove {
  readonly run: string;
  readonly reason: RunReason;
  readonly cells: readonly {
    readonly name: CellName;
    /** Its source is not the one that the log says was inserted. */
    readonly isChanged: boolean;
  }[];
  readonly source_hash: string;
  /** Of the model cell alone, as an approval of code names it. */
  readonly model_hash: string;
  /** The model cell is as an agent wrote it. */
  readonly isByAgent: boolean;
}
