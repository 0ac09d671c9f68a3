import type { RunToApprove } from '../core/experiment/approval';

/** What waits for a person's yes, and the rule that a person made beforehand. */
export interface ApprovalsState {
  /** Cells that would start now; null: none. */
  readonly run: RunWaiting | null;
  /** "Always for this notebook" stands, in this browser tab alone. */
  readonly always: boolean;
}

/** Cells that wait, and whether "always for this notebook" may be offered for them. */
export interface RunWaiting {
  readonly asked: RunToApprove;
  readonly mayAlways: boolean;
}

/** What the panel can ask for about approvals. */
export interface ApprovalActions {
  /** `always` holds for later runs in this notebook, where it may be offered. */
  decideRun(decision: 'run' | 'refuse', always: boolean): void;
  /** From now on everything is asked about again. */
  withdrawAlways(): void;
}

export const noApprovals: ApprovalsState = { run: null, always: false };
